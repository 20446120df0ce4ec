import { integerAt, stringAt } from "../json/json.ts";
import type { Trace, TraceFrame } from "../result/trace.ts";
import type { Redactor } from "../tape/redact.ts";
import type { TapeForm } from "../tape/tape.ts";
import type { WireLimits } from "../wire/types.ts";
import { createFrameReader, type RawFrame } from "./trace-frames.ts";

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

/** Room for text that traces share: characters that may still be kept. */
export interface TraceRoom {
  size: number;
  left: number;
}

/** Room for the traces of a whole run. What does not fit is counted, and left out. */
export const runRoom = (): TraceRoom => roomOf(16 * 2 ** 20);
/** Room for one exchange, so that one long stream does not take that of all others. */
const exchangeRoom = (): TraceRoom => roomOf(6 * 2 ** 20);
const roomOf = (size: number): TraceRoom => ({ size, left: size });

/** What a trace is made with. */
export interface TraceKit {
  redactor: Redactor;
  room: TraceRoom;
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

/** What findings name on one exchange. */
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

/** Collects the trace of one exchange from its body, as it is read once more. */
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

/**
 * Makes the trace of an exchange. Each frame is masked while it is whole, and cut then. At most 10,000 frames are kept,
 * each cut at 2,000 characters, in all as many as there is room for; frames around the events that findings name have a
 * quarter of the room for themselves. What is left out is counted.
 */
export function createTracer(head: TraceHead, { redactor, room, limits }: TraceKit): Tracer {
  const own = exchangeRoom();
  const near = surroundings(head.named.events);
  const frames: TraceFrame[] = [];
  const places = new Set([...head.named.offsets].slice(0, mostNamed));
  let free = mostFrames - near.size - places.size;
  let full = false;
  let seen = 0;
  let omitted = 0;
  const [lastNear, lastPlace] = [Math.max(-1, ...near), Math.max(-1, ...places)];
  let passed = -1;

  const take = (size: number, named: boolean): boolean => {
    const rooms = [own, room];
    if (rooms.some(({ left, size: all }) => left - size < (named ? 0 : all / 4))) return false;
    for (const one of rooms) one.left -= size;
    return true;
  };
  const onFrame = (raw: RawFrame): void => {
    if (raw.event) seen += 1;
    // The places of messages count their own bytes, those of events in a recording of them its lines.
    if (!raw.event || head.form !== "messages") passed = raw.offset;
    const named = raw.event ? near.has(raw.event.index) : places.has(raw.offset);
    if (frames.length >= mostFrames || (!named && (full || free <= 0))) {
      omitted += 1;
      return;
    }
    const frame = traceFrame(raw, redactor);
    if (take(frame.raw.length + frame.type.length + (frame.delta?.length ?? 0), named)) {
      frames.push(frame);
      if (!named) free -= 1;
      return;
    }
    // What comes behind is left out as well, however short: a timeline with one gap is easier to read.
    full ||= !named;
    omitted += 1;
  };
  const reader = createFrameReader(head.form, limits, onFrame);
  return {
    push: (chunk, at) => reader.push(chunk, at),
    get done() {
      return (full || free <= 0) && seen > lastNear && passed >= lastPlace;
    },
    end() {
      reader.end();
      const request = requestText(head.request, redactor);
      return {
        exchange: head.exchange,
        ...(request === undefined ? {} : { request }),
        ...(head.headers ? { headers: redactor.headers(head.headers) } : {}),
        frames,
        omitted: omitted + Math.max(0, head.events - seen),
      };
    },
  };
}

function requestText(body: unknown, redactor: Redactor): string | undefined {
  if (body === undefined) return undefined;
  return cut(JSON.stringify(redactor.deep(body)), mostRequest);
}

function traceFrame({ event, kind, bytes, at }: RawFrame, redactor: Redactor): TraceFrame {
  const output = integerAt(event?.payload, "output_index");
  const delta = stringAt(event?.payload, "delta");
  const type = kind === "done" ? "[DONE]" : kind === "body" ? "body" : "?";
  return {
    ...(event ? { event: event.index } : {}),
    type: event ? cut(redactor.text(event.type), 200) : type,
    ...(at === undefined ? {} : { at: Math.round(at * 10) / 10 }),
    ...(output === undefined || output < 0 ? {} : { output }),
    ...(delta === undefined ? {} : { delta: cut(redactor.text(delta), mostRaw) }),
    raw: cut(Buffer.from(redactor.bytes(bytes)).toString("utf8"), mostRaw),
    bytes: bytes.length,
  };
}
