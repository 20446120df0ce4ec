import type { IncomingMessage, ServerResponse } from "node:http";
import type { JsonObject } from "../../json/json.ts";
import type { FaultContext, Head, Hooks, Quirk, Route } from "../faults/types.ts";
import type { ServerContext } from "../server-context.ts";

/** One request and its answer on the way through the server. */
export interface Exchange {
  server: ServerContext;
  request: IncomingMessage;
  response: ServerResponse;
  route: Route;
  query: URLSearchParams;
  /** The request body as it was sent; filled in once it is read. */
  sent: JsonObject;
  /** Aborted when the client is gone or the server closes. */
  gone: AbortSignal;
}

/** What hooks may know about this exchange. */
export function faultContext(
  { route, query, sent, request }: Exchange,
  status: number,
): FaultContext {
  const accepts = String(request.headers["accept-encoding"] ?? "");
  return { route, query, sent, status, accepts, overSocket: false };
}

/** Writes status and headers, as the hooks leave them. */
export function writeHead(exchange: Exchange, head: Head): void {
  const { hooks, makeId } = exchange.server;
  const full: Head = { ...head, headers: { "x-request-id": makeId("req"), ...head.headers } };
  const { status, headers } = hooks?.head?.(full, faultContext(exchange, head.status)) ?? full;
  exchange.response.writeHead(status, headers);
}

/** Sends a JSON answer, as the hooks leave it. */
export function sendJson(
  exchange: Exchange,
  status: number,
  json: JsonObject,
  headers: Record<string, string> = {},
): void {
  const { hooks } = exchange.server;
  const context = faultContext(exchange, status);
  const edited = hooks?.body?.(json, context) ?? json;
  const plain = Buffer.from(typeof edited === "string" ? edited : JSON.stringify(edited));
  const encoded = hooks?.encode?.([plain], context);
  const bytes = encoded === undefined ? plain : Buffer.concat(encoded.chunks);
  writeHead(exchange, {
    status,
    headers: {
      "content-type": "application/json",
      "content-length": String(bytes.length),
      ...encoded?.headers,
      ...headers,
    },
  });
  exchange.response.end(bytes);
}

/** True when the server has this quirk. */
export function hasQuirk(hooks: Hooks | null, quirk: Quirk): boolean {
  hooks?.asked?.(quirk);
  return hooks?.quirks?.includes(quirk) ?? false;
}
