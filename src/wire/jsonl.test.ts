import { describe, expect, it } from "vitest";
import { createJsonlReader } from "./jsonl.ts";
import type { ByteRange, FramingFact, WireEvent } from "./types.ts";

function read(
  text: string,
  size: number,
  eventBytes = 1000,
  streamBytes = 1e6,
): { events: WireEvent[]; facts: FramingFact[]; raw: string[] } {
  const events: WireEvent[] = [];
  const facts: FramingFact[] = [];
  const raw: string[] = [];
  const bytes = Buffer.from(text);
  const note = ({ offset, length }: ByteRange): void => {
    raw.push(Buffer.from(reader.raw()).toString());
    expect(raw.at(-1)).toBe(bytes.toString("utf8", offset, offset + length));
  };
  const reader = createJsonlReader(
    {
      event(one) {
        events.push(one);
        note(one);
      },
      fact(one) {
        facts.push(one);
        if (one.kind !== "too-large") note(one);
      },
    },
    { eventBytes, streamBytes },
  );
  for (let at = 0; at < bytes.length; at += size)
    reader.push(Uint8Array.from(bytes.subarray(at, at + size)));
  reader.end();
  return { events, facts, raw };
}

describe("createJsonlReader", () => {
  it("takes one event a line, the last one without line end too, however it is cut", () => {
    const text = '{"type":"a","t":"é"}\r\n\n{"type":"b"}\nnope\n{"type":"c"}';
    for (const size of [1, 2, 7, 1000]) {
      const { events, facts, raw } = read(text, size);
      expect(raw).toEqual(text.split("\n").filter((line) => line !== ""));
      expect(events.map(({ index, type }) => [index, type])).toEqual([
        [0, "a"],
        [1, "b"],
        [2, "c"],
      ]);
      expect(events[0]?.frame).toBeUndefined();
      expect(facts).toMatchObject([{ kind: "not-json", line: 4, offset: 37, events: 2 }]);
    }
  });

  it("stops at the most bytes of a stream, wherever it is cut", () => {
    for (const size of [1, 10, 1000]) {
      const { events, facts } = read('{"type":"a"}\n'.repeat(10), size, 1000, 60);
      expect(events).toHaveLength(4);
      expect(facts).toMatchObject([{ kind: "too-large", what: "stream", limit: 60 }]);
    }
  });

  it("stops before a whole line that is too long", () => {
    for (const size of [1, 1000]) {
      const { events, facts } = read('{"type":"a"}\n{"type":"aa"}\n{"type":"a"}\n', size, 12);
      expect(events).toHaveLength(1);
      expect(facts).toMatchObject([{ kind: "too-large", what: "event", line: 2, offset: 13 }]);
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
