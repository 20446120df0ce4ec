import { readdirSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { assetPath } from "../assets/assets.ts";
import type { Trace } from "../result/trace.ts";
import { createRedactor } from "../tape/redact.ts";
import { readTape, type TapeForm } from "../tape/tape.ts";
import { recordMessage } from "../wire/messages.ts";
import { createSseReader } from "../wire/sse.ts";
import { defaultLimits } from "../wire/limits.ts";
import type { FramingFact, WireEvent } from "../wire/types.ts";
import {
  around,
  createTracer,
  mostFrames,
  mostRaw,
  namedBy,
  runBudget,
  type TraceHead,
  type TraceBudget,
} from "./trace.ts";

const nothing = { event: undefined, offset: undefined, related: [] as number[] };
const at = (...events: number[]) => namedBy(events.map((event) => ({ ...nothing, event })));

/** The trace of a body in pieces. */
function traced(
  pieces: readonly (string | Uint8Array)[],
  head: Partial<TraceHead> = {},
  { secrets = [], budget = runBudget() }: { secrets?: string[]; budget?: TraceBudget } = {},
): Trace {
  const tracer = createTracer(
    {
      exchange: 0,
      request: undefined,
      headers: undefined,
      form: "sse",
      events: 0,
      named: at(),
      ...head,
    },
    { redactor: createRedactor(secrets), budget, limits: defaultLimits },
  );
  for (const piece of pieces) tracer.push(Buffer.from(piece));
  return tracer.end();
}

const event = (index: number, rest: object = {}): string =>
  `data: ${JSON.stringify({ type: "response.output_text.delta", delta: `${index} `, ...rest })}`;
const stream = (length: number): string =>
  Array.from({ length }, (_, index) => `${event(index)}\n\n`).join("");

const good = readdirSync(assetPath("fixtures", "good")).filter((file) => file.endsWith(".json"));
const streams = (
  await Promise.all(
    good
      .filter((file) => file.endsWith(".tape.json"))
      .map((file) => readTape(assetPath("fixtures", "good", file))),
  )
).flatMap(({ exchanges }) => exchanges.filter(({ form }) => form === "sse"));

/** What a stream is read as when it is judged. */
function judged(bytes: Uint8Array): WireEvent[] {
  const events: WireEvent[] = [];
  const reader = createSseReader({ event: (one) => void events.push(one), fact: () => undefined });
  reader.push(bytes);
  reader.end();
  return events;
}

function facts(bytes: Uint8Array): FramingFact[] {
  const found: FramingFact[] = [];
  const reader = createSseReader({ event: () => undefined, fact: (one) => void found.push(one) });
  reader.push(bytes);
  return found;
}

function split(bytes: Uint8Array, cuts: readonly number[]): Uint8Array[] {
  const places = [...new Set([0, ...cuts.filter((cut) => cut < bytes.length), bytes.length])];
  const sorted = places.toSorted((a, b) => a - b);
  return sorted.slice(1).map((end, index) => bytes.subarray(sorted[index], end));
}

describe("the frames of a trace", () => {
  it("carry the numbers, types and texts of the events that are judged, wherever the network cuts", () => {
    expect(streams.length).toBeGreaterThan(30);
    const forms: ((text: string) => string)[] = [
      (text) => text,
      (text) => text.replaceAll("\n", "\r\n"),
      (text) => text.replaceAll("\n", "\r"),
      (text) => `\uFEFF${text}`,
      (text) => `\n\n: hello\n\n${text.replaceAll("\n\n", "\n: keep-alive\n\n: again\n\n\n")}`,
      (text) => text.trimEnd(),
    ];
    fc.assert(
      fc.property(
        fc.nat(streams.length - 1),
        fc.constantFrom(...forms),
        fc.array(fc.nat(20_000), { maxLength: 30 }),
        (which, form, cuts) => {
          const bytes = Buffer.from(streams[which]?.bytes ?? []);
          const body = Buffer.from(form(bytes.toString("utf8")));
          const expected = judged(body);
          const { frames, omitted } = traced(split(body, cuts), { events: expected.length });
          const events = frames.filter((frame) => frame.event !== undefined);
          expect(omitted).toBe(0);
          expect(events.map(({ event: index, type }) => [index, type])).toEqual(
            expected.map(({ index, type }) => [index, type]),
          );
          for (const [index, { raw }] of events.entries()) {
            const data = /(?:^|[\r\n])data: ?([^\r\n]*)/.exec(raw)?.[1] ?? "";
            if (raw.length < mostRaw) expect(JSON.parse(data)).toEqual(expected[index]?.payload);
          }
        },
      ),
      { numRuns: 150 },
    );
  });

  it("tell what is no event, and leave out what is no message", () => {
    const body = `: hi\n\nretry: 5\n\n${event(0)}\n\ndata: {oops\n\ndata: 1\n\nevent: x\n\n${event(1, { output_index: 3 })}\n\ndata: [DONE]\n\ndata: lost`;
    const { frames } = traced([body]);
    expect(frames).toEqual([
      { type: "?", raw: "retry: 5", bytes: 8 },
      expect.objectContaining({ event: 0, type: "response.output_text.delta", delta: "0 " }),
      { type: "?", raw: "data: {oops", bytes: 11 },
      { type: "?", raw: "data: 1", bytes: 7 },
      { type: "?", raw: "event: x", bytes: 8 },
      expect.objectContaining({ event: 1, output: 3, raw: event(1, { output_index: 3 }) }),
      { type: "[DONE]", raw: "data: [DONE]", bytes: 12 },
      { type: "?", raw: "data: lost", bytes: 10 },
    ]);
  });

  it("are lines, messages as they came, or the body", () => {
    const told = (form: TapeForm, text: string): unknown[] =>
      traced(split(Buffer.from(text), [3, 40]), { form }).frames;
    const one = '{"type":"a","output_index":1}';
    expect(told("jsonl", `${one}\n\n{"b":2}\n${one}`)).toEqual([
      { event: 0, type: "a", output: 1, raw: one, bytes: 29 },
      { type: "?", raw: '{"b":2}', bytes: 7 },
      { event: 1, type: "a", output: 1, raw: one, bytes: 29 },
    ]);
    const lines = [
      { at: 12, text: one },
      { at: 13, binary: "AAE=" },
    ].map((line) => `${JSON.stringify(line)}\n`);
    expect(told("messages", lines.join(""))).toEqual([
      { event: 0, type: "a", at: 12, output: 1, raw: one, bytes: 29 },
      { type: "?", raw: "AAE=", bytes: 4 },
    ]);
    expect(told("json", '{"id": 1}')).toEqual([{ type: "body", raw: '{"id": 1}', bytes: 9 }]);
    expect(told("text", "")).toEqual([]);
  });

  it("are cut, and never within a character", () => {
    const before = mostRaw - 'data: {"type":"a","delta":"'.length;
    const body = `data: {"type":"a","delta":"${"x".repeat(before - 1)}😀"}\n\n`;
    const [frame] = traced([body]).frames;
    expect(frame?.raw).toBe(body.slice(0, mostRaw - 1));
    expect(frame?.bytes).toBe(Buffer.byteLength(body) - 2);
  });
});

describe("a secret in a trace", () => {
  const secret = "sk-0123456789abcdefghij";

  it("is masked while the frame is whole, so that no piece is left where it is cut", () => {
    for (let shift = -secret.length; shift <= 3; shift++) {
      const start = 'data: {"type":"a","delta":"';
      const text = "x".repeat(mostRaw - start.length + shift) + secret;
      const trace = traced([`${start}${text}"}\n\n`], {}, { secrets: [secret] });
      expect(JSON.stringify(trace)).not.toContain("sk-0");
    }
  });

  it("is masked in what was sent and in headers, whose names may be enough", () => {
    const headers = { "set-cookie": "a=b", "x-echo": `your ${secret}` };
    const request = { input: `hi ${secret}`, metadata: { [secret]: 1 } };
    const trace = traced([], { headers, request }, { secrets: [secret] });
    expect(trace.headers).toEqual({ "set-cookie": "***", "x-echo": "your ***" });
    expect(trace.request).toBe('{"input":"hi ***","metadata":{"***":1}}');
  });
});

describe("the bounds of a trace", () => {
  it("are so many frames, those around what findings name among them however late they come", () => {
    const count = mostFrames + 4000;
    const late = mostFrames + 2000;
    const { frames, omitted } = traced([stream(count)], { events: count, named: at(5, late) });
    expect(frames).toHaveLength(mostFrames);
    expect(omitted).toBe(count - mostFrames);
    const kept = new Set(frames.map((frame) => frame.event));
    for (let index = late - around; index <= late + around; index++)
      expect(kept.has(index)).toBe(true);
    expect(kept.has(late + around + 1)).toBe(false);
    expect(frames.map((frame) => frame.event)).toEqual(
      [...kept].toSorted((a, b) => Number(a) - Number(b)),
    );
  });

  it("keep what a finding names that is no event", () => {
    const body = `\uFEFF${stream(mostFrames + 10)}data: {oops\n\ndata: {again\n\n`;
    const offset = facts(Buffer.from(body)).find(({ kind }) => kind === "not-json")?.offset;
    const named = namedBy([{ event: undefined, offset, related: [] }]);
    const { frames } = traced([body], { named });
    expect(frames.filter(({ type }) => type === "?").map(({ raw }) => raw)).toEqual([
      "data: {oops",
    ]);
  });

  it("leave a quarter of the budget to what findings name, and stop at the first that does not fit", () => {
    const budget = { size: 4000, left: 4000 };
    const { frames, omitted } = traced([stream(200)], { events: 200, named: at(150) }, { budget });
    const numbers = frames.map((frame) => frame.event ?? -1);
    const gap = numbers.findIndex((number, index) => number !== index);
    expect(numbers.slice(gap)[0]).toBe(150 - around);
    expect(numbers).toEqual([
      ...Array.from({ length: gap }, (_, index) => index),
      ...Array.from({ length: numbers.length - gap }, (_, index) => 150 - around + index),
    ]);
    expect(budget.left).toBeGreaterThanOrEqual(0);
    expect(omitted).toBe(200 - frames.length);

    const long = `${event(0, { delta: "x".repeat(1000) })}\n\n`;
    const small = { size: 4000, left: 4000 };
    const gapless = traced([long, long, event(2), "\n\n"], {}, { budget: small });
    expect([gapless.frames.length, gapless.omitted]).toEqual([1, 2]);
  });

  it("are known to be reached as soon as nothing more can be kept", () => {
    const head = { exchange: 0, request: undefined, headers: undefined, form: "sse" as const };
    const kit = { redactor: createRedactor([]), budget: runBudget(), limits: defaultLimits };
    const events = mostFrames + 1000;
    const late = mostFrames + 500;
    const tracer = createTracer({ ...head, events, named: at(late) }, kit);
    const lines = stream(events).split("\n\n");
    const push = (from: number, to: number): void =>
      tracer.push(
        Buffer.from(
          lines
            .slice(from, to)
            .map((line) => `${line}\n\n`)
            .join(""),
        ),
      );
    push(0, late + around);
    expect(tracer.done).toBe(false);
    push(late + around, late + around + 1);
    expect(tracer.done).toBe(true);
    expect(tracer.end()).toMatchObject({ omitted: 1000 });
  });

  it("are read on to a message that a finding names, however long the recording of those before it", () => {
    const count = mostFrames + 500;
    const texts = Array.from({ length: count }, (_, index) =>
      JSON.stringify({ type: "response.output_text.delta", sequence_number: index }),
    );
    const offset = texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0);
    const lines = [
      ...texts.map((text) => recordMessage({ kind: "text", text }, 0)),
      recordMessage({ kind: "binary", bytes: Buffer.from("binary") }, 0),
    ];
    const tracer = createTracer(
      {
        exchange: 0,
        request: undefined,
        headers: undefined,
        form: "messages",
        events: count,
        named: namedBy([{ event: undefined, offset, related: [] }]),
      },
      { redactor: createRedactor([]), budget: runBudget(), limits: defaultLimits },
    );
    for (const line of lines) if (!tracer.done) tracer.push(Buffer.from(line));
    expect(tracer.end().frames.at(-1)).not.toHaveProperty("event");
  });

  it("count events that were judged, and of which the bytes were not kept", () => {
    expect(traced([stream(3)], { events: 10 }).omitted).toBe(7);
  });
});
