import { isObject, parseJson, stringAt } from "../json/json.ts";
import type { TapeForm } from "../tape/tape.ts";
import { createJsonlReader } from "../wire/jsonl.ts";
import { createBlockSplitter } from "../wire/lines.ts";
import { createRecordingReader } from "../wire/messages.ts";
import { createSseReader, type WireReader } from "../wire/sse.ts";
import type { Stretch } from "../wire/stretch.ts";
import type { FramingFact, WireEvent, WireLimits, WireSink } from "../wire/types.ts";

/** One message as it came, with what it was read as. Its bytes are only valid while it is handed over. */
export interface RawFrame {
  /** Undefined for what is no event. */
  event: WireEvent | undefined;
  /** What it is instead: the sentinel, or something that no client would dispatch. */
  kind: "event" | "done" | "other" | "body";
  /** Byte offset on the stream, as findings tell it. */
  offset: number;
  bytes: Uint8Array;
  at: number | undefined;
}

/** Takes a body apart into its frames. */
export interface FrameReader {
  push(chunk: Uint8Array, at: number | undefined): void;
  end(): void;
}

/** Facts that make a frame of what is no event. Comments and fields without data are no messages. */
const tellsFrame: ReadonlySet<FramingFact["kind"]> = new Set([
  "not-json",
  "not-event",
  "no-data",
  "unterminated",
  "binary",
]);

/** What one piece was read as: pieces are read one at a time, so that its bytes are known. */
interface Found {
  event: WireEvent | undefined;
  fact: FramingFact | undefined;
}

function collecting(): { sink: WireSink; take(): Found } {
  let found: Found = { event: undefined, fact: undefined };
  return {
    sink: {
      event: (event) => void (found.event ??= event),
      fact(fact) {
        if (fact.kind === "done" || tellsFrame.has(fact.kind)) found.fact ??= fact;
      },
    },
    take() {
      const taken = found;
      found = { event: undefined, fact: undefined };
      return taken;
    },
  };
}

type OnFrame = (frame: RawFrame) => void;

function frameOf(
  { event, fact }: Found,
  offset: number,
  bytes: Uint8Array,
  at: number | undefined,
): RawFrame | undefined {
  if (event) return { event, kind: "event", offset, bytes, at };
  if (!fact) return undefined;
  return { event: undefined, kind: fact.kind === "done" ? "done" : "other", offset, bytes, at };
}

/**
 * Reads a body once more for its frames, with the numbers that judging gave to its events.
 * @param form anything but an event stream, JSON lines or messages is one frame: the body
 */
export function createFrameReader(
  form: TapeForm,
  limits: WireLimits,
  onFrame: OnFrame,
): FrameReader {
  if (form === "sse") return sseFrames(limits, onFrame);
  if (form === "jsonl") return lineFrames(createJsonlReader, (line) => line, limits, onFrame);
  if (form === "messages") return lineFrames(createRecordingReader, messageIn, limits, onFrame);
  return bodyFrame(limits, onFrame);
}

const LF = 10;
const CR = 13;

function sseFrames(limits: WireLimits, onFrame: OnFrame): FrameReader {
  const { sink, take } = collecting();
  const reader = createSseReader(sink, limits);
  const splitter = createBlockSplitter();
  let time: number | undefined;
  // Places are told without the byte order mark.
  let mark: number | undefined;

  const block = (bytes: Buffer, offset: number, last: boolean): void => {
    mark ??= bytes.subarray(0, 3).equals(Buffer.from([0xef, 0xbb, 0xbf])) ? 3 : 0;
    reader.push(bytes, time);
    if (last) reader.end();
    let end = bytes.length;
    while (end > 0 && (bytes[end - 1] === LF || bytes[end - 1] === CR)) end -= 1;
    const frame = frameOf(take(), Math.max(0, offset - mark), bytes.subarray(0, end), time);
    if (frame) onFrame(frame);
  };
  const onStretch = ({ bytes, from: begin, to, base, lines }: Stretch): void => {
    let from = begin;
    while (from < to) {
      if (lines === undefined && bytes[from] === LF) {
        reader.push(bytes.subarray(from, (from += 1)), time);
        continue;
      }
      const next = lines === undefined ? bytes.indexOf("\n\n", from) + 2 : to;
      block(bytes.subarray(from, next), base + from, false);
      from = next;
    }
  };
  return {
    push(chunk, at) {
      time = at;
      if (!reader.stopped && splitter.pending() <= limits.eventBytes)
        splitter.push(chunk, onStretch);
    },
    end() {
      const rest = splitter.rest();
      if (rest) block(rest.bytes.subarray(rest.from, rest.to), rest.base + rest.from, true);
    },
  };
}

/** The message in a line of a recording, as it came. */
function messageIn(line: Buffer): Uint8Array {
  const parsed = parseJson(line.toString("utf8"));
  const value = "value" in parsed && isObject(parsed.value) ? parsed.value : undefined;
  const content = stringAt(value, "text") ?? stringAt(value, "binary");
  return content === undefined ? line : Buffer.from(content);
}

function lineFrames(
  createReader: (sink: WireSink, limits: WireLimits) => WireReader,
  rawOf: (line: Buffer) => Uint8Array,
  limits: WireLimits,
  onFrame: OnFrame,
): FrameReader {
  const { sink, take } = collecting();
  const reader = createReader(sink, limits);
  let held: Uint8Array[] = [];
  let heldLength = 0;
  let offset = 0;
  const flush = (last: Uint8Array): void => {
    const line = Buffer.concat([...held, last]);
    held = [];
    heldLength = 0;
    reader.push(line);
    reader.push(Buffer.from("\n"));
    const found = take();
    const at = found.event?.at;
    const frame = frameOf(found, found.fact?.offset ?? offset, rawOf(line), at);
    offset += line.length + 1;
    if (frame) onFrame(frame);
  };
  return {
    push(chunk) {
      let start = 0;
      for (let end = chunk.indexOf(LF); end >= 0; end = chunk.indexOf(LF, start)) {
        flush(chunk.subarray(start, end));
        start = end + 1;
      }
      // What is escaped in a recording takes up to six times its room.
      if (start === chunk.length || heldLength > 6 * limits.eventBytes) return;
      held.push(chunk.slice(start));
      heldLength += chunk.length - start;
    },
    end() {
      if (heldLength > 0) flush(new Uint8Array(0));
    },
  };
}

/** A body that is no stream. Of what is beyond the limit nothing is kept: judging did not look at it either. */
function bodyFrame(limits: WireLimits, onFrame: OnFrame): FrameReader {
  const held: Uint8Array[] = [];
  let length = 0;
  let time: number | undefined;
  return {
    push(chunk, at) {
      if (length > limits.eventBytes) return;
      held.push(chunk);
      length += chunk.length;
      time = at;
    },
    end() {
      if (length === 0) return;
      onFrame({
        event: undefined,
        kind: "body",
        offset: 0,
        bytes: Buffer.concat(held, length),
        at: time,
      });
    },
  };
}
