import { describe, expect, it } from "vitest";
import { createMessageReader, createRecordingReader, recordMessage } from "./messages.ts";
import type { FramingFact, Message, WireEvent, WireSink } from "./types.ts";

interface Heard {
  events: WireEvent[];
  facts: FramingFact[];
}

function listening(): Heard & { sink: WireSink } {
  const [events, facts]: [WireEvent[], FramingFact[]] = [[], []];
  const sink = {
    event: (event: WireEvent) => void events.push(event),
    fact: (fact: FramingFact) => void facts.push(fact),
  };
  return { events, facts, sink };
}

const text = (value: string): Message => ({ kind: "text", text: value });
const limits = { eventBytes: 100, streamBytes: 300 };

describe("messages", () => {
  const spoken = [
    text('{"type":"a",\n"t":"é"}'),
    { kind: "binary", bytes: Buffer.from([0, 255, 10]) } as const,
    text("nope"),
    text('{"type":"a"}{"type":"b"}'),
    text("[DONE]"),
    text('{"type":"c"}'),
  ];

  it("are one event each, or a fact that says why not", () => {
    const { events, facts, sink } = listening();
    const reader = createMessageReader(sink, limits);
    for (const message of spoken) reader.push(message, 5);
    expect(
      events.map(({ index, type, at, offset, length }) => [index, type, at, offset, length]),
    ).toEqual([
      [0, "a", 5, 0, 22],
      [1, "c", 5, 22 + 3 + 4 + 24 + 6, 12],
    ]);
    expect(facts).toMatchObject([
      { kind: "binary", length: 3, line: 2, offset: 22, events: 1 },
      { kind: "not-json", line: 3 },
      { kind: "not-json", line: 4 },
      { kind: "done", line: 5, events: 1 },
    ]);
  });

  it("read alike from a recording, however that is cut", () => {
    const live = listening();
    const reader = createMessageReader(live.sink, limits);
    for (const message of spoken) reader.push(message, 5);
    const bytes = Buffer.from(spoken.map((message) => recordMessage(message, 5.2)).join(""));
    for (const size of [1, 7, 1000]) {
      const { events, facts, sink } = listening();
      const raw: string[] = [];
      const note = (): void => void raw.push(Buffer.from(recording.raw()).toString());
      const recording = createRecordingReader(
        { event: (one) => (sink.event(one), note()), fact: (one) => (sink.fact(one), note()) },
        limits,
      );
      for (let at = 0; at < bytes.length; at += size)
        recording.push(Uint8Array.from(bytes.subarray(at, at + size)));
      recording.end();
      expect({ events, facts }).toEqual({ events: live.events, facts: live.facts });
      const asText = spoken.map((one) =>
        one.kind === "text" ? one.text : Buffer.from(one.bytes).toString("base64"),
      );
      expect(raw).toEqual(asText);
    }
  });

  it("end at a limit", () => {
    const long = listening();
    const one = createMessageReader(long.sink, limits);
    one.push(text(`{"type":"${"x".repeat(100)}"}`), undefined);
    one.push(text('{"type":"a"}'), undefined);
    expect([one.stopped, long.events]).toEqual([true, []]);
    expect(long.facts).toMatchObject([{ kind: "too-large", what: "event", limit: 100 }]);
    const many = listening();
    const all = createMessageReader(many.sink, limits);
    for (let count = 0; count < 40; count++) all.push(text('{"type":"a"}'), undefined);
    expect(many.events).toHaveLength(25);
    expect(many.facts).toMatchObject([{ kind: "too-large", what: "stream", limit: 300 }]);
    const endless = listening();
    const recording = createRecordingReader(endless.sink, limits);
    for (let count = 0; count < 100; count++) recording.push(Buffer.from("x".repeat(50)));
    expect(recording.stopped).toBe(true);
  });
});
