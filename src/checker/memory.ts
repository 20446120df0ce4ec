import {
  responseOf,
  stageOf,
  type BodyInfo,
  type ExchangeInfo,
  type Remembered,
  type Session,
} from "../engine/exchange.ts";
import { integerAt, stringAt, type JsonObject } from "../json/json.ts";
import { routeOf } from "../protocol/routes.ts";
import { numberOf, type StreamState } from "../stream/state.ts";
import type { WireEvent } from "../wire/types.ts";

/** What an exchange came to. */
interface Finished {
  exchange: ExchangeInfo;
  state: StreamState;
  /** The body of an answer that is not an event stream. */
  body: BodyInfo | undefined;
  /** The events of a stream; undefined where there were too many to keep. */
  events: WireEvent[] | undefined;
}

/** Keeps what later exchanges of the scenario are compared with: new responses, and what became of those that are known. */
export function remember(session: Session, finished: Finished): void {
  const { exchange, state, body, events = [] } = finished;
  const { request } = exchange;
  const { route, id } = (request && routeOf(request.method, request.path)) ?? {};
  const known = id === undefined ? undefined : session.responses.get(id);
  const answer = responseOf(body);
  if (route?.name === "delete") {
    if (known && body?.kind === "deleted") known.deleted = true;
  } else if (known)
    follow(known, answer ?? state.latest?.response, events, state.terminal !== undefined);
  if (route?.name === "cancel" && id !== undefined && body?.kind === "response")
    session.cancelled.add(id);
  if (route?.name === "create") addResponse(session, finished, answer);
}

/** Adds the response that an exchange created. */
function addResponse(
  session: Session,
  { exchange: { request, step }, state, body, events }: Finished,
  answer: JsonObject | undefined,
): void {
  const response = state.terminal?.response ?? state.latest?.response ?? answer;
  const id = stringAt(response, "id");
  if (!request || !response || id === undefined) return;
  session.responses.set(id, {
    step,
    request,
    response: state.terminal || body ? response : undefined,
    events: state.events > 0 ? events : undefined,
    whole: state.terminal !== undefined && events !== undefined,
    latest: response,
    deleted: false,
  });
  const name = step ?? `response ${integerAt(response, "created_at") ?? ""}`;
  session.ids.set(id, [...(session.ids.get(id) ?? []), name]);
}

const stage = (response: JsonObject): number => stageOf(stringAt(response, "status") ?? "queued");

const numbered = (event: WireEvent): number => numberOf(event) ?? -1;

/**
 * Adds to what is known of a response what a later exchange showed: its state, and the events that its stream went on with.
 * Lists are replaced, not changed: several scenarios may know the same response.
 * @param latest a JSON body, or the last snapshot of a stream
 * @param ended whether the stream came to its terminal event
 */
function follow(
  known: Remembered,
  latest: JsonObject | undefined,
  events: readonly WireEvent[],
  ended: boolean,
): void {
  // A replay begins with states that are long past.
  if (latest && (events.length === 0 || stage(latest) >= stage(known.latest)))
    known.latest = latest;
  if (!known.events || known.whole) return;
  const last = known.events.at(-1);
  const reached = last ? numbered(last) : -1;
  known.events = [...known.events, ...events.filter((event) => numbered(event) > reached)];
  known.whole = ended && events.length > 0;
}
