import { describe, expect, it } from "vitest";
import { createJsonlReader } from "./jsonl.ts";
import type { FramingFact, WireEvent } from "./types.ts";

function read(
  text: string,
  size: number,
  eventBytes = 1000,
): { events: WireEvent[]; facts: FramingFact[] } {
  const events: WireEvent[] = [];
  const facts: FramingFact[] = [];
  const reader = createJsonlReader(
    { event: (e) => void events.push(e), fact: (f) => void facts.push(f) },
    { eventBytes, streamBytes: 1e6 },
  );
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += size)
    reader.push(Uint8Array.from(bytes.subarray(at, at + size)));
  reader.end();
  return { events, facts };
}

describe("createJsonlReader", () => {
  it("takes one event a line, the last one without line end too, however it is cut", () => {
    const text = '{"type":"a","t":"é"}\r\n\n{"type":"b"}\nnope\n{"type":"c"}';
    for (const size of [1, 2, 7, 1000]) {
      const { events, facts } = read(text, size);
      expect(events.map(({ index, type }) => [index, type])).toEqual([
        [0, "a"],
        [1, "b"],
        [2, "c"],
      ]);
      expect(events[0]?.frame).toBeUndefined();
      expect(facts).toMatchObject([{ kind: "not-json", line: 4, offset: 37, events: 2 }]);
    }
  });

  it("stops at a line that is too long", () => {
    for (const size of [10, 1000]) {
      const { events, facts } = read(`{"type":"a"}\n{"type":"${"x".repeat(200)}"`, size, 100);
      expect(events).toHaveLength(1);
      expect(facts).toMatchObject([{ kind: "too-large", what: "event", line: 2 }]);
    }
  });
});
