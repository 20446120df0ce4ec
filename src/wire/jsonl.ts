import { jsonIn, stringAt } from "../json/json.ts";
import { createEventSource } from "./events.ts";
import { createLineSplitter } from "./line-splitter.ts";
import { defaultLimits, tooLarge, type Excess, type WireLimits } from "./limits.ts";
import type { WireReader, WireSink } from "./types.ts";

/** True for a line of JSON lines that is an event: an object with a `type`. */
export const isEventLine = (line: string): boolean => stringAt(jsonIn(line), "type") !== undefined;

/**
 * Reads JSON lines: one event a line, blank lines passed over. There are no frames, so framing rules have no subject.
 */
export function createJsonlReader(sink: WireSink, limits: WireLimits = defaultLimits): WireReader {
  const source = createEventSource(sink);
  let raw: Uint8Array = new Uint8Array(0);
  let offset = 0;
  let line = 1;
  let total = 0;
  let stopped = false;
  const stop = (what: Excess["what"]): void => {
    stopped = true;
    sink.fact(tooLarge({ offset, line, events: source.count() }, what, limits));
  };
  const lines = createLineSplitter((bytes) => {
    if (stopped) return;
    if (bytes.length > limits.eventBytes) return stop("event");
    raw = bytes;
    const text = bytes.toString("utf8").trim();
    if (text !== "") source.take(text, offset, bytes.length, line, undefined, undefined, false);
    offset += bytes.length + 1;
    line += 1;
  });
  return {
    push(chunk) {
      if (stopped) return;
      const room = limits.streamBytes - total;
      total += chunk.length;
      lines.push(chunk.subarray(0, room));
      if (stopped) return;
      if (lines.pending > limits.eventBytes) stop("event");
      else if (chunk.length > room) stop("stream");
    },
    end() {
      if (!stopped) lines.end();
    },
    get stopped() {
      return stopped;
    },
    raw: () => raw,
  };
}
