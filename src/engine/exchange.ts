import { isObject, stringAt, type Json, type JsonObject } from "../json/json.ts";
import type { BodyKind } from "../protocol/routes.ts";
import { terminalStatuses } from "../protocol/statuses.ts";
import type { WireEvent } from "../wire/types.ts";

/** The request of an exchange, as far as it is known. */
export interface RequestInfo {
  method: string;
  /** Path below the base URL, without the query: `/responses/resp_1`. */
  path: string;
  query: Record<string, string>;
  /** Lower-case names. */
  headers: Record<string, string>;
  /** The JSON body that was sent, or undefined when there was none or it was not JSON. */
  body: Json | undefined;
}

/** Status line and headers of an answer. */
export interface HeadInfo {
  status: number;
  /** Lower-case names; repeated headers joined with a comma. */
  headers: Record<string, string>;
  /** Milliseconds from sending the request to reading them, if it was measured. */
  at?: number | undefined;
}

/** Headers by lower-case name. Those that are repeated, or come as a list, are joined with a comma. */
export function joinedHeaders(pairs: Iterable<readonly [string, unknown]>): Record<string, string> {
  const joined: Record<string, string> = {};
  for (const [name, value] of pairs) {
    if (value === undefined) continue;
    const key = name.toLowerCase();
    const text = Array.isArray(value) ? value.join(", ") : String(value);
    joined[key] = joined[key] === undefined ? text : `${joined[key]}, ${text}`;
  }
  return joined;
}

/** What is known of an exchange before its body is judged. */
export interface ExchangeInfo {
  /** `capture` is a recording without its request. */
  source: "http" | "websocket" | "capture";
  /** True if the bytes have SSE frames, so that framing can be judged. */
  framed: boolean;
  request: RequestInfo | undefined;
  /** Id of the scenario's step, for messages. */
  step: string | undefined;
  /** The WebSocket that it went over: two exchanges with the same name shared one. */
  connection?: string | undefined;
  /** The `stream_id` of its events, where a WebSocket carries several responses at once. */
  lane?: string | undefined;
  /** It only has what is said of the steering of a response that was sent before. */
  aside?: true | undefined;
  /** Id of the steered response that it goes on from, where the server began it without a request. */
  follows?: string | undefined;
}

/** True for what a WebSocket sent, as far as is known: it may carry several responses. */
export const mayHaveLanes = ({ source, framed }: ExchangeInfo): boolean =>
  source === "websocket" || (source === "capture" && !framed);

/** True for what answers a message that steers a response that is under way: it is no response. */
export const isSteer = ({ source, request, aside }: ExchangeInfo): boolean =>
  aside ?? (source === "websocket" && stringAt(request?.body, "type") === "response.steer");

/**
 * How an answer ended.
 * - `closed`: the other side ended it in good order
 * - `cut`: the connection broke
 * - `idle`, `total`: we gave up waiting
 * - `pinged`: we gave up waiting for messages, although pings showed that the connection was alive; never a fault of the endpoint
 * - `limit`: it is larger than a limit of ours, so we stopped reading; never a fault of the endpoint
 * - `dropped`: we hung up in the middle, as a client does that loses its connection
 * - `left`: we closed it on purpose (cancelled, or [DONE] was read and the connection stayed open)
 */
export interface ExchangeEnd {
  kind: "closed" | "cut" | "idle" | "total" | "pinged" | "limit" | "dropped" | "left";
  /** One line on what happened, for `cut`, `limit` and the time-outs. */
  detail: string | undefined;
  /** Milliseconds of silence before the end, if known. */
  silentMs: number | undefined;
}

/** Ways in which an answer ends too early without our hanging up on purpose. */
export type BrokenKind = "cut" | "idle" | "total" | "pinged" | "limit";

export const brokeOff = (kind: ExchangeEnd["kind"]): kind is BrokenKind =>
  kind !== "closed" && kind !== "left" && kind !== "dropped";

/** True if we gave up waiting: a limit of ours ended the answer, whoever is to blame. */
export const gaveUp = (kind: ExchangeEnd["kind"]): boolean =>
  kind === "idle" || kind === "total" || kind === "pinged";

/** A body that is not an event stream. */
export interface BodyInfo {
  text: string;
  value: Json | undefined;
  /** Why it is not JSON. */
  error: string | undefined;
  /** What it should be, from the request and the status. */
  kind: BodyKind | undefined;
}

/** The response that a body is; undefined for any other body. */
export const responseOf = (body: BodyInfo | undefined): JsonObject | undefined =>
  body?.kind === "response" && isObject(body.value) ? body.value : undefined;

/** A snapshot of the response, from an event or from a JSON body. */
export interface Snapshot {
  response: JsonObject;
  /** Its place: `/response` in an event, the empty pointer in a body. */
  pointer: string;
  /** The event that carried it; undefined for a JSON body. */
  event: WireEvent | undefined;
  /** True for a terminal event, and for a JSON body whose status is terminal. */
  terminal: boolean;
}

/** A response of an earlier exchange, kept so that later ones can be compared with it. */
export interface Remembered {
  /** The step that created it. */
  step: string | undefined;
  request: RequestInfo;
  /** Its final snapshot, if there is one. */
  response: JsonObject | undefined;
  /** Its events, where it was streamed: as far as they were heard, pieces that a dropped stream went on with included. */
  events: WireEvent[] | undefined;
  /** True if `events` are complete, from the first to the terminal one. */
  whole: boolean;
  /** The state that the endpoint reported last, in whatever answer. */
  latest: JsonObject;
  /** True once it was deleted. */
  deleted: boolean;
}

/** The state that the turns of one WebSocket leave. */
export interface ConnectionState {
  /** Ids of all responses that it sent. */
  seen: Set<string>;
  /** Id of its last response that ended. */
  recent: string | undefined;
  /** Ids that a turn went on from and was refused. */
  evicted: Set<string>;
  /** Lane of each response and item, by id. */
  lanes: Map<string, string | undefined>;
}

/** The facts that the exchanges of one scenario share. */
export interface Session {
  /** True for a recording: it may begin in the middle of a conversation, so that the endpoint knows ids that it does not show. */
  partial: boolean;
  /** By response id. */
  responses: Map<string, Remembered>;
  /** Every response id of the run, with the steps that were answered with it: shared by all scenarios. */
  ids: Map<string, string[]>;
  /** Ids of the responses that a request asked to cancel: their streams may just end. */
  cancelled: Set<string>;
  /** By the name of the WebSocket. */
  connections: Map<string, ConnectionState>;
}

/** True for an error without a type, in the form of an HTTP error body. */
export const isBareError = (payload: JsonObject | undefined): boolean =>
  isObject(payload?.["error"]);

/** True for an `error` message that ends a WebSocket turn by itself, rather than an event before response.failed. */
export const endsTurn = (payload: JsonObject, begun: boolean): boolean =>
  payload["status"] !== undefined || !begun;

/**
 * A session before its first exchange.
 * @param given the response ids of the whole run, where other scenarios are known; and whether it is a recording
 */
export function createSession({
  ids = new Map<string, string[]>(),
  partial = false,
}: Partial<Pick<Session, "ids" | "partial">> = {}): Session {
  return { partial, responses: new Map(), ids, cancelled: new Set(), connections: new Map() };
}

/** True for the id of a response that the endpoint cannot know: nothing in a run that we see from its beginning gave it out. */
export const isUnknownId = ({ partial, ids }: Session, id: string): boolean =>
  !partial && !ids.has(id);

/** How far a response has come: 0 queued, 1 at work, 2 at its end. A status of another name counts as at work. */
export function stageOf(status: string | undefined): number {
  if (status === "queued") return 0;
  return terminalStatuses.has(status ?? "") ? 2 : 1;
}

/** True for a response that has ended. */
export const hasEnded = (response: Json | undefined): boolean =>
  terminalStatuses.has(stringAt(response, "status") ?? "");
