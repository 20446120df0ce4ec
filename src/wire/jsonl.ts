import { parseJson, stringAt } from "../json/json.ts";
import { createEventSource } from "./events.ts";
import type { WireReader } from "./sse.ts";
import { defaultLimits, type WireLimits, type WireSink } from "./types.ts";

const LF = 10;

/** True for a line of JSON lines that is an event: an object with a `type`. */
export function isEventLine(line: string): boolean {
  const parsed = parseJson(line);
  return "value" in parsed && stringAt(parsed.value, "type") !== undefined;
}

/**
 * Reads JSON lines: one event a line, blank lines passed over. There are no frames, so framing rules have no subject.
 */
export function createJsonlReader(sink: WireSink, limits: WireLimits = defaultLimits): WireReader {
  const source = createEventSource(sink);
  let held: Uint8Array[] = [];
  let heldLength = 0;
  let offset = 0;
  let line = 1;
  let stopped = false;

  const take = (bytes: Uint8Array): void => {
    const text = Buffer.from(bytes).toString("utf8").trim();
    if (text !== "") source.text(text, { offset, line }, undefined);
  };
  const flush = (last: Uint8Array): void => {
    const bytes = heldLength === 0 ? last : Buffer.concat([...held, last]);
    take(bytes);
    held = [];
    heldLength = 0;
    offset += bytes.length + 1;
    line += 1;
  };

  return {
    push(chunk) {
      if (stopped) return;
      let start = 0;
      for (let end = chunk.indexOf(LF); end >= 0; end = chunk.indexOf(LF, start)) {
        flush(chunk.subarray(start, end));
        start = end + 1;
      }
      if (start < chunk.length) {
        held.push(chunk.slice(start));
        heldLength += chunk.length - start;
      }
      if (heldLength > limits.eventBytes) {
        stopped = true;
        const events = source.count();
        sink.fact({
          offset,
          line,
          events,
          kind: "too-large",
          what: "event",
          limit: limits.eventBytes,
        });
      }
    },
    end() {
      if (!stopped && heldLength > 0) flush(new Uint8Array(0));
    },
    get stopped() {
      return stopped;
    },
  };
}
