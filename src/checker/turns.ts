import {
  isSteer,
  type ConnectionState,
  type ExchangeInfo,
  type Session,
} from "../engine/exchange.ts";
import { stringAt, type JsonObject } from "../json/json.ts";
import type { StreamState } from "../stream/state.ts";
import type { ResponseStream } from "./stream.ts";

/** What is known of the WebSocket that a turn went over. */
function connectionOf(session: Session, { connection = "" }: ExchangeInfo): ConnectionState {
  const known = session.connections.get(connection);
  const state = known ?? {
    seen: new Set(),
    recent: undefined,
    evicted: new Set(),
    lanes: new Map(),
  };
  session.connections.set(connection, state);
  return state;
}

/** Lane of each response and item that a WebSocket sent, by id. */
export const lanesOf = (
  session: Session | undefined,
  exchange: ExchangeInfo,
): StreamState["lanes"] => (session ? connectionOf(session, exchange).lanes : new Map());

/** Keeps the id of a response that a WebSocket sent. */
export function noteResponse(
  session: Session,
  exchange: ExchangeInfo,
  response: JsonObject | undefined,
): void {
  const id = stringAt(response, "id");
  if (id !== undefined) connectionOf(session, exchange).seen.add(id);
}

/**
 * Keeps what a finished turn means for the next ones on its WebSocket: its response can be continued, or the one that it
 * continued can no longer be.
 */
export function noteTurn(
  session: Session,
  { exchange, state: { terminal }, refused }: ResponseStream,
): void {
  const connection = connectionOf(session, exchange);
  const previous = stringAt(exchange.request?.body, "previous_response_id");
  if (isSteer(exchange)) return;
  if (refused && previous !== undefined) connection.evicted.add(previous);
  if (terminal) connection.recent = stringAt(terminal.response, "id");
}
