import { stringAt } from "../../json/json.ts";
import type { ExchangeInfo } from "../../engine/exchange.ts";
import { isCreate } from "../http/request.ts";

/** The previous_response_id of a request for a new response. */
export const previousOf = (exchange: ExchangeInfo): string | undefined =>
  isCreate(exchange) ? stringAt(exchange.request?.body, "previous_response_id") : undefined;

/** True for a status that refuses what was asked. 429 and 5xx say nothing about the chain. */
export const refuses = (status: number): boolean => status >= 400 && status < 500 && status !== 429;
