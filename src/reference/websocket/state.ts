import type { IncomingMessage } from "node:http";
import type { WebSocket } from "ws";
import { stringAt, type JsonObject } from "../../json/json.ts";
import type { FaultContext } from "../faults/types.ts";
import { hasQuirk } from "../http/exchange.ts";
import type { ServerContext } from "../server-context.ts";
import type { StoredResponse } from "../store.ts";
import type { StreamEvent } from "../types.ts";
import type { Steering } from "./steering.ts";

/** What one connection remembers. */
export interface Connection {
  server: ServerContext;
  socket: WebSocket;
  request: IncomingMessage;
  /** The last response of each lane, which can be continued although it is not stored. */
  recent: Map<Lane, StoredResponse>;
  /** What each lane is busy with: the turns of a lane are served one after the other. */
  lanes: Map<Lane, Promise<void>>;
  /** Responses that are being sent, by id. */
  underWay: Map<string, Sending>;
  /** Input that waits until the client answers the calls of a response, by the id of that. */
  queued: Map<string, JsonObject[]>;
  /** The lane that was asked for last. */
  newest: Lane;
  gone: AbortSignal;
}

/** The `stream_id` of a request and its events; undefined for the lane of those without one. */
export type Lane = string | undefined;

/** A response that is being sent. */
export interface Sending {
  turn: StoredResponse;
  lane: Lane;
  /** What is sent for it, what is said of its steering included. */
  events: readonly StreamEvent[];
  /** How many of them were sent. */
  sent: number;
  /** The events were changed after their first ones had been sent. */
  changed: boolean;
  steerings: Steering[];
}

/** What hooks may know of a message. */
export const contextOf = (
  { request }: Connection,
  sent: JsonObject,
  status: number,
): FaultContext => ({
  route: "create",
  query: new URLSearchParams(),
  sent,
  status,
  overSocket: true,
  accepts: String(request.headers["accept-encoding"] ?? ""),
});

/** Keeps a response for later turns. */
export function keep(
  { server, recent }: Connection,
  turn: StoredResponse,
  lane: Lane,
  store: boolean,
): void {
  if (store) server.store.add(turn);
  const completed = stringAt(turn.final, "status") !== "failed";
  if (completed && !hasQuirk(server.hooks, "forget-connection")) recent.set(lane, turn);
  else recent.delete(lane);
}
