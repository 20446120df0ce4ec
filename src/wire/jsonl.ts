import { jsonIn, stringAt } from "../json/json.ts";
import { createEventSource } from "./events.ts";
import { createLineSplitter } from "./line-splitter.ts";
import { defaultLimits, type WireLimits, type WireReader, type WireSink } from "./types.ts";

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
  let stopped = false;
  const lines = createLineSplitter((bytes) => {
    raw = bytes;
    const text = bytes.toString("utf8").trim();
    if (text !== "") source.take(text, offset, bytes.length, line, undefined, undefined, false);
    offset += bytes.length + 1;
    line += 1;
  });
  return {
    push(chunk) {
      if (stopped) return;
      lines.push(chunk);
      const { eventBytes: limit } = limits;
      if (lines.pending <= limit) return;
      stopped = true;
      const place = { offset, length: 0, line, events: source.count() };
      sink.fact({ ...place, kind: "too-large", what: "event", limit });
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
