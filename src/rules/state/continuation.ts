import { stringAt } from "../../json/json.ts";
import type { ExchangeInfo } from "../../engine/exchange.ts";
import { isCreate } from "../http/request.ts";

/** The previous_response_id of a request for a new response. */
export const previousOf = (exchange: ExchangeInfo): string | undefined =>
  isCreate(exchange) ? stringAt(exchange.request?.body, "previous_response_id") : undefined;
