import { createParser, type EventSourceMessage } from "eventsource-parser";
import { createEventSource, clip } from "./events.ts";
import { createBlockSplitter, type Stretch } from "./lines.ts";
import { defaultLimits, type FactPlace, type WireLimits, type WireSink } from "./types.ts";

export interface WireReader {
  /** Takes the next bytes of the body. `at` is milliseconds since the request was sent. */
  push(chunk: Uint8Array, at?: number): void;
  /** The body ended: what was left unterminated is reported. */
  end(): void;
  /** True once a limit was passed; further bytes are ignored. */
  readonly stopped: boolean;
}

const LF = 10;
/** A text with LF alone ending lines. */
const withLf = (text: string): string =>
  text.includes("\r") ? text.replaceAll(/\r\n?/g, "\n") : text;

/**
 * The same text in memory of its own. One that is cut out of another keeps that alive, and one that is put together
 * stays in pieces, which makes it slow to compare.
 */
const compact = (text: string): string => Buffer.from(text).toString();

const BOM = [0xef, 0xbb, 0xbf];

/**
 * Reads an event stream: bytes in, events and framing facts out, each with its byte offset and line.
 * eventsource-parser interprets the fields; this reader finds the blank lines on the raw bytes, so that nothing
 * that the parser drops (an unterminated last event, a bad byte, an unknown field) goes unseen.
 */
export function createSseReader(sink: WireSink, limits: WireLimits = defaultLimits): WireReader {
  const source = createEventSource(sink);
  const splitter = createBlockSplitter();
  let frames = 0;
  let total = 0;
  let stopped = false;
  let head: number[] | undefined = [];
  let at: number | undefined;

  // Where the present block stands on the stream.
  let offset = 0;
  let line = 1;
  const place = (): FactPlace => ({ offset, line, events: source.count() });

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

  /** Makes the frame of a message and hands it on. */
  const dispatch = (
    data: string,
    event: string | undefined,
    id: string | undefined,
    unterminated: boolean,
  ): boolean => source.frame(data, { index: frames++, offset, line, event, id }, at, unterminated);

  const parse = (text: string): EventSourceMessage | undefined => {
    message = undefined;
    commentsOnly = true;
    parser.feed(text.endsWith("\n\n") ? text : `${text}\n\n`);
    const found = message as EventSourceMessage | undefined;
    if (found?.id !== undefined) sink.fact({ ...place(), kind: "id", value: clip(found.id, 80) });
    return found;
  };

  // Events come in runs. How the last one began is remembered, up to its data.
  let name: string | undefined;
  let beginning = "data: ";

  /**
   * Takes the block that begins at `from` if it differs from the one before it in a single data line only, as nearly
   * all do. To find the end of each of these first, and then feed it to the parser, takes three times as long.
   * @returns where the next one begins, or undefined.
   */
  const takeAlike = (text: string, from: number): number | undefined => {
    if (!text.startsWith(beginning, from)) return undefined;
    const data = from + beginning.length;
    const end = text.indexOf("\n", data);
    if (end === data || text.charCodeAt(end + 1) !== LF) return undefined;
    dispatch(text.slice(data, end), name, undefined, false);
    return end + 2;
  };

  const takeBlock = (text: string): void => {
    const found = parse(text);
    if (found) {
      name = found.event && compact(found.event);
      beginning = name === undefined ? "data: " : compact(`event: ${name}\ndata: `);
      dispatch(found.data, name, found.id, false);
    } else if (!commentsOnly || !/^(:[^\n]*\n)*\n?$/.test(text)) {
      const event = /^event: ?(.*)$/m.exec(text)?.[1];
      sink.fact({ ...place(), kind: "no-data", event });
    }
  };

  /** Passes over blank lines: they end nothing. Returns where the first block begins. */
  const skipBlank = (text: string, from: number): number => {
    let begin = from;
    while (begin < text.length && text.charCodeAt(begin) === LF) begin += 1;
    offset += begin - from;
    line += begin - from;
    return begin;
  };

  const onStretch = (stretch: Stretch): void => {
    const { bytes } = stretch;
    const text = withLf(stretch.text);
    offset = stretch.offset;
    let from = skipBlank(text, 0);
    while (from < text.length) {
      if (!stretch.valid) sink.fact({ ...place(), kind: "invalid-utf8" });
      const alike = takeAlike(text, from);
      const next = alike ?? text.indexOf("\n\n", from) + 2;
      let lines = name === undefined ? 2 : 3;
      if (alike === undefined) {
        const block = text.slice(from, next);
        takeBlock(block);
        lines = block.split("\n").length - 1;
      }
      line += lines;
      // Where characters are not bytes, a walk along the line ends is the quickest way to count them.
      if (bytes.length === text.length) offset += next - from;
      else
        for (; lines > 0; lines--)
          offset = bytes.indexOf(LF, offset - stretch.offset) + 1 + stretch.offset;
      from = skipBlank(text, next);
    }
  };

  const stop = (what: "event" | "stream", limit: number): void => {
    stopped = true;
    sink.fact({
      offset: total,
      line,
      events: source.count(),
      kind: "too-large",
      what,
      limit,
    });
  };

  /** Holds the first bytes back until it is known whether they are a byte order mark. */
  const withoutBom = (chunk: Uint8Array): Uint8Array => {
    if (!head) return chunk;
    let used = 0;
    while (used < chunk.length && head.length < 3 && chunk[used] === BOM[head.length])
      head.push(chunk[used++] ?? 0);
    if (head.length === 3) {
      head = undefined;
      sink.fact({ offset: 0, line: 1, events: 0, kind: "bom" });
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
      total += chunk.length;
      splitter.push(withoutBom(chunk), onStretch);
      if (splitter.pending() > limits.eventBytes) stop("event", limits.eventBytes);
      else if (total > limits.streamBytes) stop("stream", limits.streamBytes);
    },
    end() {
      if (stopped) return;
      if (head && head.length > 0) {
        splitter.push(Uint8Array.from(head), onStretch);
        head = undefined;
      }
      const rest = splitter.rest();
      if (!rest) return;
      offset = rest.offset;
      const whole = withLf(rest.text);
      const text = whole.slice(skipBlank(whole, 0));
      if (!rest.valid) sink.fact({ ...place(), kind: "invalid-utf8" });
      const found = parse(text);
      // A stray line end or a comment after the last event is no lost event.
      if (!found && /^(:[^\n]*\n|\n)*(:[^\n]*)?$/.test(text)) return;
      const lost = place();
      const parsed = found !== undefined && dispatch(found.data, found.event, found.id, true);
      sink.fact({ ...lost, kind: "unterminated", text: clip(text.trimEnd(), 200), parsed });
    },
    get stopped() {
      return stopped;
    },
  };
}
