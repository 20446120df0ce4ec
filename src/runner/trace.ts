import { defined, integerAt, stringAt } from "../json/json.ts";
import type { Trace, TraceFrame } from "../result/trace.ts";
import type { Redactor } from "../tape/redact.ts";
import type { TapeForm } from "../tape/tape.ts";
import { createWholeBody } from "../wire/body.ts";
import type { WireLimits } from "../wire/limits.ts";
import { streamReaders } from "../wire/reader.ts";
import type { FramingFact, WireEvent, WireSink } from "../wire/types.ts";

/** Most frames of one exchange that are kept. */
export const mostFrames = 10_000;
/** Most characters of a frame, and of what its delta adds. */
export const mostRaw = 2000;
/** Most characters of a request body. */
const mostRequest = 20_000;
/** How many frames before and behind an event that a finding names are kept whatever comes. */
export const around = 20;
/** Most events whose surroundings are kept so. */
const mostNamed = 100;

/** How many characters of text traces may keep: in all, and how many are left. */
export interface TraceBudget {
  size: number;
  left: number;
}

/** The budget of a whole run. What does not fit is counted, and left out. */
export const runBudget = (): TraceBudget => budgetOf(16 * 2 ** 20);
/** The budget of one exchange, so that one long stream does not use up that of all others. */
const exchangeBudget = (): TraceBudget => budgetOf(6 * 2 ** 20);
const budgetOf = (size: number): TraceBudget => ({ size, left: size });

/** What all traces of a run are made with. */
export interface TraceOptions {
  redactor: Redactor;
  budget: TraceBudget;
  limits: WireLimits;
}

/** What is known of an exchange besides its body. */
export interface TraceHead {
  exchange: number;
  /** The body that was sent. */
  request: unknown;
  headers: Record<string, string> | undefined;
  form: TapeForm;
  /** How many events were judged. */
  events: number;
  named: NamedPlaces;
}

/** Where on an exchange its findings point: what is around is kept first. */
export interface NamedPlaces {
  events: ReadonlySet<number>;
  /** Byte offsets of findings about what is no event. */
  offsets: ReadonlySet<number>;
}

/** The events and offsets that findings name on one exchange. */
export function namedBy(
  findings: readonly { event: number | undefined; offset: number | undefined; related: number[] }[],
): NamedPlaces {
  const events = findings.flatMap(({ event, related }) =>
    event === undefined ? related : [event, ...related],
  );
  const offsets = findings.flatMap(({ event, offset }) =>
    event === undefined && offset !== undefined ? [offset] : [],
  );
  return { events: new Set(events), offsets: new Set(offsets) };
}

/** Collects the trace of one exchange from its body, read once more now that its findings are known. */
export interface Tracer {
  push(chunk: Uint8Array, at?: number): void;
  /** True once nothing that still comes can be kept: reading on is of no use. */
  readonly done: boolean;
  end(): Trace;
}

/** A text cut to a number of characters, never within one. */
function cut(text: string, most: number): string {
  if (text.length <= most) return text;
  const last = text.charCodeAt(most - 1);
  return text.slice(0, last >= 0xd800 && last <= 0xdbff ? most - 1 : most);
}

/** Numbers of the events that are kept whatever comes. */
function surroundings(events: ReadonlySet<number>): Set<number> {
  const near = new Set<number>();
  for (const event of [...events].slice(0, mostNamed))
    for (let at = event - around; at <= event + around; at++) if (at >= 0) near.add(at);
  return near;
}

/** Facts that are a frame of what is not an event. Comments and fields without data are no messages. */
const frameFacts: ReadonlySet<FramingFact["kind"]> = new Set([
  "done",
  "not-json",
  "not-event",
  "no-data",
  "unterminated",
  "binary",
]);

const isFrame = (fact: FramingFact): boolean =>
  frameFacts.has(fact.kind) && !(fact.kind === "unterminated" && fact.parsed);

/**
 * Makes the trace of an exchange. Each frame is masked while it is whole, and cut then. At most 10,000 frames are kept,
 * each cut at 2,000 characters, in all as many as the budget allows; frames around the events that findings name have a
 * quarter of it for themselves. What is left out is counted.
 */
export function createTracer(
  { exchange, request, headers, form, events, named }: TraceHead,
  { redactor, budget, limits }: TraceOptions,
): Tracer {
  const budgets = [exchangeBudget(), budget];
  const near = surroundings(named.events);
  const frames: TraceFrame[] = [];
  const places = new Set([...named.offsets].slice(0, mostNamed));
  let free = mostFrames - near.size - places.size;
  let full = false;
  let seen = 0;
  let omitted = 0;
  const [lastNear, lastPlace] = [Math.max(-1, ...near), Math.max(-1, ...places)];
  let passed = -1;
  let time: number | undefined;

  const take = (size: number, isNamed: boolean): boolean => {
    if (budgets.some(({ left, size: all }) => left - size < (isNamed ? 0 : all / 4))) return false;
    for (const one of budgets) one.left -= size;
    return true;
  };
  const onFrame = (from: Source, isNamed: boolean): void => {
    if (frames.length < mostFrames && (isNamed || (!full && free > 0))) {
      const frame = traceFrame(from, reader?.raw() ?? body.bytes(), redactor);
      if (take(frame.raw.length + frame.type.length + (frame.delta?.length ?? 0), isNamed)) {
        frames.push(frame);
        if (!isNamed) free -= 1;
        return;
      }
      // What comes behind is left out as well, however short: a timeline with one gap is easier to read.
      full ||= !isNamed;
    }
    omitted += 1;
  };
  const sink: WireSink = {
    event(event) {
      seen += 1;
      passed = event.offset;
      onFrame({ event, type: event.type, at: event.at }, near.has(event.index));
    },
    fact(fact) {
      if (!isFrame(fact)) return;
      passed = fact.offset;
      const at = form === "sse" ? time : undefined;
      onFrame({ type: fact.kind === "done" ? "[DONE]" : "?", at }, places.has(passed));
    },
  };
  // A body that is not a stream is one frame. Nothing beyond the limit is kept: judging did not look at it either.
  const body = createWholeBody(limits.eventBytes);
  const reader = form === "json" || form === "text" ? undefined : streamReaders[form](sink, limits);
  return {
    push(chunk, at) {
      time = at;
      (reader ?? body).push(chunk, at);
    },
    get done() {
      return (full || free <= 0) && seen > lastNear && passed >= lastPlace;
    },
    end() {
      reader?.end();
      if (body.length > 0) onFrame({ type: "body", at: time }, places.has(0));
      return defined<Trace>({
        exchange,
        request: requestText(request, redactor),
        headers: headers && redactor.headers(headers),
        frames,
        omitted: omitted + Math.max(0, events - seen),
      });
    },
  };
}

function requestText(body: unknown, redactor: Redactor): string | undefined {
  if (body === undefined) return undefined;
  return cut(JSON.stringify(redactor.deep(body)), mostRequest);
}

/** What a frame was read as: an event, or what it is instead; and when, in milliseconds since the request was sent. */
interface Source {
  event?: WireEvent;
  type: string;
  at: number | undefined;
}

function traceFrame({ event, type, at }: Source, raw: Uint8Array, redactor: Redactor): TraceFrame {
  const output = integerAt(event?.payload, "output_index");
  const delta = stringAt(event?.payload, "delta");
  return defined<TraceFrame>({
    event: event?.index,
    type: event ? cut(redactor.text(type), 200) : type,
    at: at && Math.round(at * 10) / 10,
    output: output === undefined || output < 0 ? undefined : output,
    delta: delta && cut(redactor.text(delta), mostRaw),
    raw: cut(Buffer.from(redactor.bytes(raw)).toString("utf8"), mostRaw),
    bytes: raw.length,
  });
}
