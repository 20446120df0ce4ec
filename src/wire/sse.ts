import { isUtf8 } from "node:buffer";
import { createParser, type EventSourceMessage } from "eventsource-parser";
import { createEventSource, clip } from "./events.ts";
import { createBlockSplitter } from "./lines.ts";
import { defaultLimits, tooLarge, type Excess, type WireLimits } from "./limits.ts";
import type { Segment } from "./segment.ts";
import type { FactPlace, WireReader, WireSink } from "./types.ts";

const LF = 10;
const CR = 13;
const isLineEnd = (byte: number | undefined): boolean => byte === LF || byte === CR;

/**
 * The same text in memory of its own. One that is cut out of another keeps that alive, and one that is put together
 * stays in pieces, which makes it slow to compare.
 */
const compact = (text: string): string => Buffer.from(text).toString();

const BOM = [0xef, 0xbb, 0xbf];

/** True for text that begins with a field of an event stream, or with a comment. */
export const startsLikeEventStream = (text: string): boolean =>
  /^(event|data|id|retry)?:/.test(text.replace(/^\uFEFF?\s*/, ""));

/** What stands before the data of an event whose block has nothing else in it. */
interface Beginning {
  text: string;
  /** The name that its `event:` line gives. */
  name: string | undefined;
  /** How many lines the whole block has, the blank one included. */
  lines: number;
}

function beginningOf(event: string | undefined, lineEnd: string): Beginning {
  if (event === undefined) return { text: "data: ", name: undefined, lines: 2 };
  const name = compact(event);
  // It is looked for in bytes: a name beyond ASCII is left to the parser each time.
  const text = /^[ -~]*$/.test(name) ? compact(`event: ${name}${lineEnd}data: `) : "\uFFFF";
  return { text, name, lines: 3 };
}

/**
 * Reads an event stream: bytes in, events and framing facts out, each with its byte offset and line.
 * eventsource-parser interprets the fields; this reader finds the blank lines on the raw bytes, so that nothing
 * that the parser drops (an unterminated last event, a bad byte, an unknown field) goes unseen.
 */
export function createSseReader(sink: WireSink, limits: WireLimits = defaultLimits): WireReader {
  const source = createEventSource(sink);
  const splitter = createBlockSplitter();
  let total = 0;
  let stopped = false;
  let head: number[] | undefined = [];
  let marked = false;
  let at: number | undefined;

  // The present block, and where it stands on the stream.
  let segment: Segment | undefined;
  let offset = 0;
  let length = 0;
  let line = 1;
  const place = (): FactPlace => ({ offset, length, line, events: source.count() });

  let message: EventSourceMessage | undefined;
  let commentsOnly = true;
  const parser = createParser({
    onEvent: (event) => void (message = event),
    onComment: () => sink.fact({ ...place(), kind: "comment" }),
    onRetry: (value) => {
      commentsOnly = false;
      sink.fact({ ...place(), kind: "retry", value });
    },
    onError: (error) => {
      commentsOnly = false;
      if (error.type === "unknown-field")
        sink.fact({ ...place(), kind: "unknown-field", field: clip(error.field ?? "", 80) });
      else sink.fact({ ...place(), kind: "invalid-retry", value: clip(error.value ?? "", 80) });
    },
  });

  const dispatch = (data: string, event: string | undefined, unterminated: boolean): boolean =>
    source.take(data, offset, length, line, { line, event }, at, unterminated);

  const parse = (text: string): EventSourceMessage | undefined => {
    message = undefined;
    commentsOnly = true;
    parser.feed(text.endsWith("\n\n") ? text : `${text}\n\n`);
    const found = message as EventSourceMessage | undefined;
    if (found?.id !== undefined) sink.fact({ ...place(), kind: "id", value: clip(found.id, 80) });
    return found;
  };

  const checkUtf8 = ({ valid, bytes }: Segment, from: number, to: number): void => {
    if (!valid && !isUtf8(bytes.subarray(from, to)))
      sink.fact({ ...place(), kind: "invalid-utf8" });
  };

  const stop = (what: Excess["what"]): void => {
    stopped = true;
    length = 0;
    sink.fact(tooLarge(place(), what, limits));
  };

  /** Begins a block. @returns its text, with LF alone ending lines; undefined if it is larger than an event may be */
  const beginBlock = (block: Segment, from: number, to: number): string | undefined => {
    const { bytes, base } = block;
    offset = base + from;
    length = to - from;
    while (length > 0 && isLineEnd(bytes[from + length - 1])) length -= 1;
    if (length > limits.eventBytes) return void stop("event");
    checkUtf8(block, from, to);
    const text = block.piece(from, to);
    return text.includes("\r") ? text.replaceAll(/\r\n?/g, "\n") : text;
  };

  // Events come in runs. What stood before the data of the last one is remembered.
  let known: Beginning = { text: "data: ", name: undefined, lines: 2 };

  /**
   * Takes the block that begins at `from` if it is like the one before it but for its data, as nearly all are. To find
   * where each of these ends, and then feed it to the parser, takes three times as long.
   * @returns where the next one begins, or undefined.
   */
  const takeAlike = (block: Segment, from: number): number | undefined => {
    const { latin, lines, base } = block;
    const begin = from + known.text.length;
    // Not startsWith: it compares character by character, which takes three times as long.
    if (latin.slice(from, begin) !== known.text) return undefined;
    let end: number;
    let next: number;
    if (lines === undefined) {
      end = latin.indexOf("\n", begin);
      next = end + 2;
      if (latin.charCodeAt(end + 1) !== LF) return undefined;
    } else {
      end = block.to - 4;
      next = block.to;
      if (lines !== known.lines || !latin.startsWith("\r\n\r\n", end)) return undefined;
    }
    if (end <= begin || end - from > limits.eventBytes) return undefined;
    offset = base + from;
    length = end - from;
    checkUtf8(block, begin, end);
    dispatch(block.line(begin, end), known.name, false);
    line += known.lines;
    return next;
  };

  const takeBlock = (block: Segment, from: number): number => {
    const next = block.lines === undefined ? block.latin.indexOf("\n\n", from) + 2 : block.to;
    const text = beginBlock(block, from, next);
    if (text === undefined) return block.to;
    const found = parse(text);
    if (found) {
      known = beginningOf(found.event, block.lines === undefined ? "\n" : "\r\n");
      dispatch(found.data, known.name, false);
    } else if (!commentsOnly || !/^(:[^\n]*\n)*\n?$/.test(text)) {
      const event = /^event: ?(.*)$/m.exec(text)?.[1];
      sink.fact({ ...place(), kind: "no-data", event });
    }
    line += block.lines ?? text.split("\n").length - 1;
    return next;
  };

  const onSegment = (blocks: Segment): void => {
    if (stopped) return;
    segment = blocks;
    const { latin, to, lines } = blocks;
    let { from } = blocks;
    while (from < to) {
      // A blank line after a blank line ends nothing.
      if (lines === 1 || latin.charCodeAt(from) === LF) {
        line += 1;
        from = lines === 1 ? to : from + 1;
        continue;
      }
      from = takeAlike(blocks, from) ?? takeBlock(blocks, from);
    }
    segment = undefined;
  };

  /** Holds the first bytes back until it is known whether they are a byte order mark. */
  const withoutBom = (chunk: Uint8Array): Uint8Array => {
    if (!head) return chunk;
    let used = 0;
    while (used < chunk.length && head.length < 3 && chunk[used] === BOM[head.length])
      head.push(chunk[used++] ?? 0);
    if (head.length === 3) {
      head = undefined;
      marked = true;
      sink.fact({ ...place(), kind: "bom" });
      return chunk.subarray(used);
    }
    if (used === chunk.length) return new Uint8Array(0);
    const whole = Buffer.concat([Uint8Array.from(head), chunk.subarray(used)]);
    head = undefined;
    return whole;
  };

  return {
    push(chunk, time) {
      if (stopped) return;
      at = time;
      // What lies beyond the limit is not looked at, so that it does not matter where the network cuts.
      const room = limits.streamBytes - total;
      total += chunk.length;
      splitter.push(withoutBom(chunk.subarray(0, room)), onSegment);
      if (stopped) return;
      const pending = splitter.pending();
      // Up to three bytes of line ends may be open: they do not count.
      const isLarge = pending > limits.eventBytes + 3;
      if (!isLarge && chunk.length <= room) return;
      offset = Math.min(total, limits.streamBytes) - (marked ? BOM.length : 0) - pending;
      if (isLarge) stop("event");
      else stop("stream");
    },
    end() {
      if (stopped) return;
      if (head && head.length > 0) {
        splitter.push(Uint8Array.from(head), onSegment);
        head = undefined;
      }
      const rest = splitter.rest();
      if (!rest) return;
      segment = rest;
      let from = 0;
      for (; rest.latin.charCodeAt(from) === LF; from++) line += 1;
      const text = beginBlock(rest, from, rest.to);
      if (text === undefined) return;
      const found = parse(text);
      // A stray line end or a comment after the last event is no lost event.
      if (!found && /^(:[^\n]*\n|\n)*(:[^\n]*)?$/.test(text)) return;
      const lost = place();
      const parsed = found !== undefined && dispatch(found.data, found.event, true);
      sink.fact({ ...lost, kind: "unterminated", text: clip(text.trimEnd(), 200), parsed });
    },
    get stopped() {
      return stopped;
    },
    raw() {
      const from = offset - (segment?.base ?? 0);
      const bytes = segment?.bytes.subarray(from, from + length) ?? new Uint8Array(0);
      return marked && offset === 0 ? Buffer.concat([Uint8Array.from(BOM), bytes]) : bytes;
    },
  };
}
