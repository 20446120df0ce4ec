import { stringAt } from "../../json/json.ts";
import type { ExchangeInfo, Session } from "../../engine/exchange.ts";
import { isObject } from "../../json/json.ts";
import { malformed } from "../http/request.ts";

/** What a turn goes on from, as far as it can be told whether the connection must know it. */
export interface Continued {
  id: string;
  /**
   * - `recent`: the last response of this connection, not stored
   * - `lost`: not stored, and not kept by this connection: made elsewhere, or given up when a continuation failed
   * - `unknown`: no response of this run has the id
   */
  kind: "recent" | "lost" | "unknown";
}

/** The response that a WebSocket turn continues; undefined where nothing can be said of it. */
export function continuedBy(
  exchange: ExchangeInfo,
  session: Session | undefined,
): Continued | undefined {
  const { source, request, connection } = exchange;
  if (source !== "websocket" || !session || malformed(exchange) !== undefined) return undefined;
  const id = stringAt(request?.body, "previous_response_id");
  if (id === undefined) return undefined;
  const known = session.responses.get(id);
  if (!known) return session.ids.has(id) ? undefined : { id, kind: "unknown" };
  const { body } = known.request;
  if (!isObject(body) || body["store"] !== false) return undefined;
  const here = session.connections.get(connection ?? "");
  if (!here?.seen.has(id) || here.evicted.has(id)) return { id, kind: "lost" };
  const ended = ["completed", "incomplete"].includes(stringAt(known.response, "status") ?? "");
  return here.recent === id && ended ? { id, kind: "recent" } : undefined;
}
