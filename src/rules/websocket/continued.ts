import { stringAt } from "../../json/json.ts";
import { isUnknownId, type ExchangeInfo, type Session } from "../../engine/exchange.ts";
import { isCreate, malformed } from "../http/request.ts";
import { endedWell, isUnstored } from "../state/target.ts";

/**
 * What a turn goes on from, as far as it can be told whether the connection must know it.
 * - `recent`: the last response of this connection, not stored
 * - `lost`: not stored, and not kept by this connection: made elsewhere, or given up when a continuation failed
 * - `unknown`: no response of this run has the id, and we saw the run from its beginning
 */
export type Continued = "recent" | "lost" | "unknown";

/** What a WebSocket turn continues; undefined where nothing can be said of it. */
export function continuedBy(
  exchange: ExchangeInfo,
  session: Session | undefined,
): Continued | undefined {
  const { source, request, connection = "", follows } = exchange;
  if (source !== "websocket" || !session || !isCreate(exchange)) return undefined;
  // What the server begins by itself is not the client's to continue.
  if (follows !== undefined) return undefined;
  if (malformed(exchange) !== undefined) return undefined;
  const id = stringAt(request?.body, "previous_response_id");
  if (id === undefined) return undefined;
  const known = session.responses.get(id);
  if (!known) return isUnknownId(session, id) ? "unknown" : undefined;
  if (!isUnstored(known)) return undefined;
  const here = session.connections.get(connection);
  if (!here?.seen.has(id) || here.evicted.has(id)) return "lost";
  return here.recent === id && endedWell(known) ? "recent" : undefined;
}

/** Code of the refusal of a response that the connection does not know. */
export const notFoundCode = "previous_response_not_found";
