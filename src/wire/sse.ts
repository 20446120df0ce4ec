import { isUtf8 } from "node:buffer";
import { createParser, type EventSourceMessage } from "eventsource-parser";
import { createEventSource, clip } from "./events.ts";
import { createBlockSplitter, type Block } from "./lines.ts";
import {
  defaultLimits,
  type FactPlace,
  type Frame,
  type WireLimits,
  type WireSink,
} from "./types.ts";

export interface WireReader {
  /** Takes the next bytes of the body. `at` is milliseconds since the request was sent. */
  push(chunk: Uint8Array, at?: number): void;
  /** The body ended: what was left unterminated is reported. */
  end(): void;
  /** True once a limit was passed; further bytes are ignored. */
  readonly stopped: boolean;
}

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

  let place: FactPlace = { offset: 0, line: 1, events: 0 };
  let message: EventSourceMessage | undefined;
  let commentsOnly = true;
  const parser = createParser({
    onEvent: (event) => void (message = event),
    onComment: () => sink.fact({ ...place, kind: "comment" }),
    onRetry: (value) => {
      commentsOnly = false;
      sink.fact({ ...place, kind: "retry", value });
    },
    onError: (error) => {
      commentsOnly = false;
      if (error.type === "unknown-field")
        sink.fact({ ...place, kind: "unknown-field", field: clip(error.field ?? "", 80) });
      else sink.fact({ ...place, kind: "invalid-retry", value: clip(error.value ?? "", 80) });
    },
  });

  const parse = (block: Block): { text: string; frame: Frame | undefined } => {
    const { buffer, start, end, offset, line } = block;
    place = { offset, line, events: source.count() };
    let text = buffer.toString("utf8", start, end);
    // The replacement character tells of bytes that are no UTF-8, unless it was sent as such.
    if (text.includes("\uFFFD") && !isUtf8(buffer.subarray(start, end)))
      sink.fact({ ...place, kind: "invalid-utf8" });
    if (text.includes("\r")) text = text.replaceAll(/\r\n?/g, "\n");
    message = undefined;
    commentsOnly = true;
    parser.feed(text.endsWith("\n\n") ? text : `${text}\n\n`);
    const found = message as EventSourceMessage | undefined;
    if (found === undefined) return { text, frame: undefined };
    const { event, id, data } = found;
    const frame: Frame = { index: frames++, offset, line, event, id, data };
    if (id !== undefined) sink.fact({ ...place, kind: "id", value: clip(id, 80) });
    return { text, frame };
  };

  const onBlock = (block: Block): void => {
    const { text, frame } = parse(block);
    if (frame) source.frame(frame, place, at, false);
    else if (!commentsOnly || !/^(:[^\n]*\n)*\n?$/.test(text)) {
      const event = /^event: ?(.*)$/m.exec(text)?.[1];
      sink.fact({ ...place, kind: "no-data", event });
    }
  };

  const stop = (what: "event" | "stream", limit: number): void => {
    stopped = true;
    sink.fact({
      offset: total,
      line: place.line,
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
      splitter.push(withoutBom(chunk), onBlock);
      if (splitter.pending() > limits.eventBytes) stop("event", limits.eventBytes);
      else if (total > limits.streamBytes) stop("stream", limits.streamBytes);
    },
    end() {
      if (stopped) return;
      if (head && head.length > 0) {
        splitter.push(Uint8Array.from(head), onBlock);
        head = undefined;
      }
      const rest = splitter.rest();
      if (!rest) return;
      const before = source.count();
      const { text, frame } = parse(rest);
      // A stray line end or a comment after the last event is no lost event.
      if (!frame && /^(:[^\n]*\n|\n)*(:[^\n]*)?$/.test(text)) return;
      const parsed = frame !== undefined && source.frame(frame, place, at, true);
      const { offset, line } = place;
      sink.fact({
        offset,
        line,
        events: before,
        kind: "unterminated",
        text: clip(text.trimEnd(), 200),
        parsed,
      });
    },
    get stopped() {
      return stopped;
    },
  };
}
