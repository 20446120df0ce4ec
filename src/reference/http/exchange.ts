import type { IncomingMessage, ServerResponse } from "node:http";
import type { JsonObject } from "../../json/json.ts";
import type { Fault, FaultContext, Head, Quirk, Route } from "../faults/types.ts";
import type { House } from "../house.ts";

/** One request and its answer on the way through the server. */
export interface Exchange {
  house: House;
  request: IncomingMessage;
  response: ServerResponse;
  route: Route;
  query: URLSearchParams;
  /** The request body as it was sent; filled in once it is read. */
  sent: JsonObject;
  /** Aborted when the client is gone or the server closes. */
  gone: AbortSignal;
}

/** What a fault's hooks are told about this exchange. */
export function faultContext({ route, query, sent }: Exchange, status: number): FaultContext {
  return { route, query, sent, status };
}

/** Writes status and headers, as the fault leaves them. */
export function writeHead(exchange: Exchange, head: Head): void {
  const { fault, makeId } = exchange.house;
  const full: Head = { ...head, headers: { "x-request-id": makeId("req"), ...head.headers } };
  const { status, headers } = fault?.head?.(full, faultContext(exchange, head.status)) ?? full;
  exchange.response.writeHead(status, headers);
}

/** Sends a JSON answer, as the fault leaves it. */
export function sendJson(
  exchange: Exchange,
  status: number,
  json: JsonObject,
  headers: Record<string, string> = {},
): void {
  const { fault } = exchange.house;
  const edited = fault?.body?.(json, faultContext(exchange, status)) ?? json;
  const text = typeof edited === "string" ? edited : JSON.stringify(edited);
  const length = String(Buffer.byteLength(text));
  writeHead(exchange, {
    status,
    headers: { "content-type": "application/json", "content-length": length, ...headers },
  });
  exchange.response.end(text);
}

/** True when the fault has this quirk. */
export function hasQuirk(fault: Fault | null, quirk: Quirk): boolean {
  return fault?.quirks?.includes(quirk) ?? false;
}
