import { createParser } from "eventsource-parser";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseJson, stringAt } from "../json/json.ts";
import { clip } from "./events.ts";
import { createSseReader } from "./sse.ts";
import type { ByteRange, FramingFact, WireEvent } from "./types.ts";

interface Read {
  events: WireEvent[];
  facts: FramingFact[];
  /** What the reader gave as the bytes of each event and fact, in order, and where it says that they stand. */
  raw: (ByteRange & { text: string })[];
}

/** Reads bytes cut at the given offsets. */
function read(
  bytes: Uint8Array | string,
  cuts: number[] = [],
  limits = { eventBytes: 1e6, streamBytes: 1e7 },
): Read {
  const whole = typeof bytes === "string" ? Buffer.from(bytes) : bytes;
  const events: WireEvent[] = [];
  const facts: FramingFact[] = [];
  const raw: Read["raw"] = [];
  const note = ({ offset, length }: ByteRange): void =>
    void raw.push({ offset, length, text: Buffer.from(reader.raw()).toString("latin1") });
  const reader = createSseReader(
    {
      event(one) {
        events.push(one);
        note(one);
      },
      fact(one) {
        facts.push(one);
        note(one);
      },
    },
    limits,
  );
  let from = 0;
  for (const to of [
    ...cuts.filter((c) => c > 0 && c < whole.length).toSorted((a, b) => a - b),
    whole.length,
  ]) {
    // A copy, since a reader must not keep views of a buffer that its source uses again.
    const chunk = Uint8Array.from(whole.subarray(from, to));
    reader.push(chunk, 1);
    chunk.fill(0);
    from = to;
  }
  reader.end();
  return { events, facts, raw };
}

/** A data payload in the words of `payloads`. */
function said(data: string): string {
  const parsed = parseJson(data);
  const isEvent = "value" in parsed && stringAt(parsed.value, "type") !== undefined;
  return isEvent ? JSON.stringify(parsed.value) : clip(data, 200);
}

/** What was read of the data payloads, in the order of the stream. */
function payloads({ events, facts }: Read): string[] {
  const found = events.flatMap(({ frame, offset, payload, unterminated }) =>
    unterminated || !frame ? [] : [{ at: offset, text: JSON.stringify(payload) }],
  );
  for (const fact of facts)
    if (fact.kind === "done") found.push({ at: fact.offset, text: fact.data });
    else if (fact.kind === "not-json" || fact.kind === "not-event")
      found.push({ at: fact.offset, text: fact.text });
  return found.toSorted((a, b) => a.at - b.at).map(({ text }) => text);
}

const types = ({ events }: Read): string[] => events.map((event) => event.type);
const kinds = ({ facts }: Read): string[] => facts.map((fact) => fact.kind);
const event = (type: string): string => `event: ${type}\ndata: {"type":"${type}"}\n\n`;

describe("createSseReader", () => {
  it("places each event by byte offset and line", () => {
    const { events } = read(`${event("é")}: hello\n\n${event("b")}`);
    expect(
      events.map(({ index, type, offset, frame }) => [index, type, offset, frame?.line]),
    ).toEqual([
      [0, "é", 0, 1],
      [1, "b", Buffer.byteLength(`${event("é")}: hello\n\n`), 6],
    ]);
  });

  it.each([
    ["LF", "\n"],
    ["CRLF", "\r\n"],
    ["CR", "\r"],
  ])("reads %s line ends, places unmoved by the cuts", (_, end) => {
    const text = `${event("a")}${event("b")}data: [DONE]\n\n`.replaceAll("\n", end);
    const whole = read(text);
    expect(types(whole)).toEqual(["a", "b"]);
    expect(kinds(whole)).toEqual(["done"]);
    expect(whole.events[1]).toMatchObject({
      offset: event("a").replaceAll("\n", end).length,
      length: event("b").replaceAll("\n", end).length - 2 * end.length,
      frame: { line: 4, event: "b" },
    });
    for (let cut = 1; cut < text.length; cut++)
      expect(read(text, [cut]), `cut at ${cut}`).toEqual(whole);
  });

  it.each([
    ["LF", "\n"],
    ["CRLF", "\r\n"],
    ["CR", "\r"],
  ])("gives the bytes of events and facts, in a stream with %s line ends", (_, end) => {
    const blocks = [
      'event: a\ndata: {"type":"a","t":"é"}',
      ": hello",
      'event: a\ndata: {"type":"a"}',
      "data: {oops",
      'event: a\ndata: {"type":"a","t":"ö"}',
      "data: [DONE]",
      'data: {"type":"b"}',
    ].map((block) => block.replaceAll("\n", end));
    const text = blocks.join(`${end}${end}${end}`);
    const bytes = Buffer.from(text);
    const inLatin = (block = ""): string => Buffer.from(block).toString("latin1");
    const [last] = blocks.slice(-1);
    for (let cut = 0; cut < bytes.length; cut++) {
      const { raw } = read(bytes, [cut]);
      // The last one is an event, and the fact that it is unterminated.
      expect(raw.map((one) => one.text)).toEqual([...blocks, last].map(inLatin));
      for (const { offset, length, text: given } of raw)
        expect(given).toBe(bytes.toString("latin1", offset, offset + length));
    }
    const marked = read(`\uFEFF${text}`);
    expect(marked.raw[0]).toEqual({ offset: 0, length: 0, text: inLatin("\uFEFF") });
    expect(marked.raw[1]?.text).toBe(inLatin(`\uFEFF${blocks[0]}`));
    expect(marked.raw[1]).toMatchObject({ offset: 0, length: Buffer.byteLength(blocks[0] ?? "") });
    expect(marked.raw.slice(2)).toEqual(read(text).raw.slice(1));
  });

  it("dispatches an event of a CR stream as soon as its blank line is there", () => {
    const events: WireEvent[] = [];
    const reader = createSseReader({ event: (e) => void events.push(e), fact: () => {} });
    reader.push(Buffer.from('data: {"type":"a"}\r\r'));
    expect(events).toHaveLength(1);
  });

  it("joins several data lines with LF", () => {
    expect(types(read('data: {"type":\ndata: "a"}\n\n'))).toEqual(["a"]);
  });

  it("keeps characters whole that are split over reads", () => {
    const text = `data: {"type":"a","t":"😀é漢"}\n\n`;
    for (let cut = 1; cut < Buffer.byteLength(text); cut++)
      expect(read(text, [cut]).events[0]?.payload["t"], `cut at ${cut}`).toBe("😀é漢");
  });

  it("takes a byte order mark for what it is, and only at the start", () => {
    const text = `\uFEFF${event("a")}`;
    for (const cuts of [[], [1], [2], [1, 2, 3], [3]]) {
      const found = read(text, cuts);
      expect(types(found)).toEqual(["a"]);
      expect(kinds(found)).toEqual(["bom"]);
    }
    expect(read(`${event("a")}\uFEFFdata: {"type":"b"}\n\n`).facts).toMatchObject([
      { kind: "unknown-field", field: "\uFEFFdata" },
      { kind: "no-data" },
    ]);
  });

  it("reports bytes that are no UTF-8 and goes on", () => {
    const bytes = Buffer.concat([
      Buffer.from('data: {"type":"'),
      Buffer.from([0xff]),
      Buffer.from('"}\n\n'),
      Buffer.from(event("b")),
    ]);
    const found = read(bytes);
    expect(types(found)).toEqual(["\uFFFD", "b"]);
    expect(found.facts).toMatchObject([{ kind: "invalid-utf8", offset: 0, line: 1, events: 0 }]);
  });

  it("reports an unterminated last event, and still says what it was", () => {
    const whole = read(`${event("a")}data: {"type":"b"}\n`);
    expect(whole.events.map((e) => [e.type, e.unterminated])).toEqual([
      ["a", false],
      ["b", true],
    ]);
    expect(whole.facts).toMatchObject([{ kind: "unterminated", parsed: true, line: 4, events: 1 }]);
    const torn = read(`${event("a")}data: {"type":"b`);
    expect(types(torn)).toEqual(["a"]);
    expect(torn.facts).toMatchObject([
      { kind: "unterminated", parsed: false, text: 'data: {"type":"b' },
    ]);
  });

  it.each(["\n", ": bye\n", ": bye", "\r\n"])(
    "takes %j after the last event for no lost event",
    (rest) => {
      const found = read(`${event("a")}${rest}`);
      expect(types(found)).toEqual(["a"]);
      expect(kinds(found)).not.toContain("unterminated");
    },
  );

  it("keeps every other framing fact", () => {
    const found = read(
      ': c\n\nretry: 5\n\nretry: x\n\nid: 7\ndata: {"type":"a"}\n\nfoo: bar\n\nevent: lonely\n\ndata: nope\n\ndata: [1]\n\ndata: {"object":"x"}\n\ndata:  [DONE] \n\n',
    );
    expect(found.facts.map(({ kind, line }) => [kind, line])).toEqual([
      ["comment", 1],
      ["retry", 3],
      ["no-data", 3],
      ["invalid-retry", 5],
      ["no-data", 5],
      ["id", 7],
      ["unknown-field", 10],
      ["no-data", 10],
      ["no-data", 12],
      ["not-json", 14],
      ["not-event", 16],
      ["not-event", 18],
      ["done", 20],
    ]);
    expect(found.facts.at(-1)).toMatchObject({ exact: false, events: 1 });
    expect(found.facts[8]).toMatchObject({ event: "lonely" });
  });

  it.each(["x", "é"])("places each event of a long read, with a text of %s", (letter) => {
    const blocks = Array.from(
      { length: 300 },
      (_, i) => `data: {"type":"a","text":"${letter.repeat(7 * i)}"}\n\n`,
    );
    const whole = Buffer.from(blocks.join(""));
    const found = read(whole);
    let offset = 0;
    expect(found.raw).toEqual(
      blocks.map((block) => {
        const bytes = Buffer.from(block.trimEnd());
        offset += bytes.length + 2;
        const begin = offset - bytes.length - 2;
        return { offset: begin, length: bytes.length, text: bytes.toString("latin1") };
      }),
    );
    expect(found.events.map(({ frame }) => frame?.line)).toEqual(blocks.map((_, i) => 1 + 2 * i));
    expect(read(whole, [10_000, 100_000, 200_001])).toEqual(found);
  });

  it("stops at an event that is too large, whether it comes in one read or in many", () => {
    const text = `data: ${"x".repeat(100)}\n`;
    for (const cuts of [[], [10, 20, 30, 40, 50, 60, 70, 80, 90]]) {
      const found = read(text, cuts, { eventBytes: 50, streamBytes: 1e6 });
      expect(found.facts).toMatchObject([{ kind: "too-large", what: "event", limit: 50 }]);
    }
    expect(
      read(event("a").repeat(10), [40], { eventBytes: 1e6, streamBytes: 60 }).facts,
    ).toMatchObject([{ kind: "too-large", what: "stream", limit: 60 }]);
  });

  it.each(["\n", "\r\n", "\r"])(
    "takes an event of just the limit, and stops before a larger one, wherever %j is cut",
    (lineEnd) => {
      const frame = (size: number): string =>
        `data: {"type":"${"x".repeat(size - 17)}"}${lineEnd}${lineEnd}`;
      const text = frame(30) + frame(50) + frame(51) + frame(30);
      const limits = { eventBytes: 50, streamBytes: 1e6 };
      for (let size = 1; size <= text.length; size++) {
        const cuts = Array.from({ length: Math.floor(text.length / size) }, (_, at) => at * size);
        const { events, facts } = read(text, cuts, limits);
        expect(events.map(({ length }) => length)).toEqual([30, 50]);
        const offset = frame(30).length + frame(50).length;
        const line = 5;
        expect(facts).toEqual([
          { kind: "too-large", what: "event", limit: 50, offset, length: 0, line, events: 2 },
        ]);
      }
    },
  );

  it("reads the same part of a stream that is too large, wherever it is cut", () => {
    const text = event("a").repeat(10);
    const limits = { eventBytes: 1e6, streamBytes: text.length / 2 + 5 };
    const whole = read(text, [], limits);
    expect(whole.events).toHaveLength(5);
    for (let cut = 1; cut < text.length; cut++)
      expect(read(text, [cut, cut + 30], limits)).toEqual(whole);
  });

  it("dispatches what the parser dispatches, whatever the bytes and however they are split", () => {
    const piece = fc.constantFrom(
      "\n",
      "\r",
      "\r\n",
      "data: ",
      "data:",
      '{"type":"a"}',
      "event: x",
      ":",
      "id: 1",
      "é😀",
      "retry: 1",
      " ",
      "junk",
      "[DONE]",
    );
    fc.assert(
      fc.property(
        fc.array(piece, { maxLength: 40 }),
        fc.array(fc.nat(200), { maxLength: 8 }),
        (pieces, cuts) => {
          const text = pieces.join("");
          const expected: string[] = [];
          const parser = createParser({ onEvent: ({ data }) => void expected.push(said(data)) });
          // The parser waits at a CR for an LF; two more line ends tell it that the stream went on.
          parser.feed(text.endsWith("\r") ? `${text}:\n` : text);
          const found = read(text, cuts);
          const unterminated = found.facts.some((fact) => fact.kind === "unterminated");
          const data = payloads(found);
          expect(unterminated ? data.slice(0, expected.length) : data).toEqual(expected);
          expect(read(text)).toEqual(found);
        },
      ),
      { numRuns: 2000 },
    );
  });
});
