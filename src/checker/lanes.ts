import { isSteer, type ExchangeEnd, type ExchangeInfo } from "../engine/exchange.ts";
import { isObject, objectAt, stringAt, type JsonObject } from "../json/json.ts";
import type { Judgement } from "../result/finding.ts";
import { numberOf, type StreamState } from "../stream/state.ts";
import type { WireEvent } from "../wire/types.ts";
import type { ResponseStream } from "./stream.ts";

/** The streams of one exchange, each judged by itself. */
export interface Streams {
  event(event: WireEvent): void;
  /** The newest stream of what was asked for. */
  readonly main: ResponseStream;
  /** All of them, in the order of their beginnings. */
  readonly all: readonly ResponseStream[];
  readonly over: boolean;
  end(end: ExchangeEnd): Judgement[];
}

/** Opens a stream of an exchange. @param offline its beginning may be missing */
type Open = (exchange: ExchangeInfo, offline: boolean) => ResponseStream;

/** The only stream of an exchange: all events belong to it. */
export function oneStream(exchange: ExchangeInfo, open: Open): Streams {
  const main = open(exchange, exchange.request === undefined);
  return {
    event: main.event,
    main,
    all: [main],
    get over() {
      return main.over;
    },
    end: main.end,
  };
}

/**
 * The streams of an exchange over a WebSocket that may carry several responses: one for each lane, and in a lane one for
 * each successor of a steered response.
 * @param ids lane of each response and item; it is added to
 */
export function laneStreams(
  exchange: ExchangeInfo,
  open: Open,
  ids: StreamState["lanes"],
): Streams {
  const asked = stringAt(exchange.request?.body, "stream_id");
  const unseen = exchange.request === undefined;
  const opened = open({ ...exchange, lane: asked }, unseen);
  const newest = new Map<string | undefined, ResponseStream>([[asked, opened]]);
  const all = [opened];
  let own = asked;
  const main = (): ResponseStream => newest.get(own) ?? opened;
  const begin = (
    lane: string | undefined,
    info: ExchangeInfo,
    offline: boolean,
  ): ResponseStream => {
    const stream = open(info, offline);
    newest.set(lane, stream);
    all.push(stream);
    return stream;
  };
  /** What is said of the steering of another response than that of its lane: of one that has ended, as a rule. */
  const aside = (event: WireEvent, lane: string | undefined): ResponseStream => {
    const id = steeredBy(event);
    const known = all.find(
      (stream) => stream.exchange.aside === true && steeredBy(stream.state.first) === id,
    );
    if (known) return known;
    const stream = open({ ...exchange, request: undefined, lane, aside: true }, true);
    all.push(stream);
    return stream;
  };
  const streamOf = (event: WireEvent): ResponseStream => {
    const { payload, type } = event;
    const named = stringAt(payload, "stream_id");
    if (own === undefined && opened.state.events === 0) {
      // An exchange whose request names no lane is in the lane of its first event.
      own = named;
      newest.clear();
      newest.set(own, opened);
    }
    const lane = named ?? own;
    const known = newest.get(lane);
    if (!known) {
      const offline = unseen && (opened.state.resumed || opened.state.events === 0);
      return begin(lane, { ...exchange, request: undefined, lane }, offline);
    }
    if (type.startsWith("response.steer.") && !concerns(event, known)) return aside(event, lane);
    return known.awaitsSuccessor && (type === "response.created" || restarts(event, known))
      ? begin(lane, successorOf(known), false)
      : known;
  };
  return {
    event(event) {
      const stream = streamOf(event);
      stream.event(event);
      note(ids, event, stream.exchange.lane);
    },
    get main() {
      return main();
    },
    all,
    get over() {
      if (main().state.events > 0) return main().over;
      return all.some((stream) => stream.over);
    },
    end(end) {
      const running = new Set(newest.values());
      const elsewhere = opened.state.events === 0 && all.length > 1 && end.kind === "closed";
      const endOf = (stream: ResponseStream): ExchangeEnd => {
        // What has a successor was over when that began.
        if (!running.has(stream)) return { ...end, kind: "closed", detail: undefined };
        if (stream !== opened || !elsewhere) return end;
        return { ...end, kind: "idle", detail: "all events have another stream_id" };
      };
      return all.map((stream) => stream.end(endOf(stream))).reduce(joined);
    },
  };
}

/** Id of the response whose steering an event is about. */
const steeredBy = (event: WireEvent | undefined): string | undefined =>
  stringAt(objectAt(event?.payload, "steer"), "previous_response_id");

/** True if an event about steering belongs to a stream: by its response, or because its number is the next one. */
function concerns(event: WireEvent, { exchange, state }: ResponseStream): boolean {
  const id = steeredBy(event);
  if (id === undefined || isSteer(exchange) || id === stringAt(state.created?.response, "id"))
    return true;
  const last = state.last && numberOf(state.last);
  return numberOf(event) === (last ?? -1) + 1;
}

/** True for an event of a response whose numbers begin again: the successor lacks its beginning. */
function restarts(event: WireEvent, { state }: ResponseStream): boolean {
  if (!event.type.startsWith("response.") || event.type.startsWith("response.steer.")) return false;
  const last = state.last && numberOf(state.last);
  const own = numberOf(event);
  return own !== undefined && last !== undefined && own < last;
}

/** What the server begins by itself after a response that was steered: with its settings, and going on from it. */
function successorOf({ exchange, state }: ResponseStream): ExchangeInfo {
  const { request } = exchange;
  const follows = stringAt(state.created?.response, "id");
  if (!isObject(request?.body) || follows === undefined) return { ...exchange, follows };
  const { input: _, ...settings } = request.body;
  const body = { ...settings, previous_response_id: follows };
  return { ...exchange, follows, request: { ...request, body } };
}

/** Keeps in which lane a response or an item was seen first. */
function note(ids: StreamState["lanes"], { payload }: WireEvent, lane: string | undefined): void {
  const add = (named: JsonObject | undefined): void => {
    const id = stringAt(named, "id");
    if (id !== undefined && !ids.has(id)) ids.set(id, lane);
  };
  add(objectAt(payload, "response"));
  add(objectAt(payload, "item"));
}

/** The judgements of two streams, by the same dialects. */
const joined = (some: Judgement[], others: Judgement[]): Judgement[] =>
  some.map((one, at) => {
    const other = others[at];
    if (!other) return one;
    const exercised = { ...one.exercised };
    for (const [rule, times] of Object.entries(other.exercised))
      exercised[rule] = (exercised[rule] ?? 0) + times;
    return { ...one, findings: [...one.findings, ...other.findings], exercised };
  });
