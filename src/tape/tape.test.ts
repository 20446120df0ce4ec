import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import {
  chain,
  drop,
  duplicate,
  insertAfter,
  moveBefore,
  onText,
  patch,
  patchAll,
  setAt,
} from "./edits.ts";
import { decodeEvents, encodeEvents, find } from "./events.ts";
import { piecesOf, readTape, TapeError, writeTape, type Tape } from "./tape.ts";

const stream = encodeEvents([
  { event: "a", payload: { type: "a", sequence_number: 0 } },
  { event: "b", payload: { type: "b", sequence_number: 1, x: { y: [1] } } },
  { event: undefined, payload: { type: "b", sequence_number: 2 } },
  { event: undefined, payload: "[DONE]" },
]);
const tape: Tape = {
  title: "core/text",
  exchanges: [
    {
      step: "ask",
      transport: "http",
      request: {
        method: "POST",
        path: "/responses",
        query: { a: "1" },
        headers: { x: "y" },
        body: { input: "é" },
      },
      response: { status: 200, headers: { "content-type": "text/event-stream" }, at: 20 },
      form: "sse",
      bytes: stream,
      reads: [
        { length: 5, at: 35 },
        { length: stream.length - 5, at: 41 },
      ],
      end: { kind: "cut", detail: "reset" },
    },
    {
      step: undefined,
      transport: "websocket",
      request: undefined,
      response: undefined,
      form: "jsonl",
      bytes: Buffer.from([0, 255]),
      end: { kind: "closed" },
    },
  ],
};

describe("tapes on disk", () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "tape-"));
  });
  afterEach(() => rm(folder, { recursive: true }));

  it("come back as they were written, byte for byte", async () => {
    const file = join(folder, "deep", "text.tape.json");
    await writeTape(file, tape);
    const back = await readTape(file);
    expect(back.exchanges.map(({ bytes, ...rest }) => ({ ...rest, bytes: [...bytes] }))).toEqual(
      tape.exchanges.map(({ bytes, ...rest }) => ({ ...rest, bytes: [...bytes] })),
    );
    expect(await readFile(join(folder, "deep", "text.1.sse"))).toEqual(Buffer.from(stream));
  });

  it("say how a body came only if the pieces make it up", () => {
    const bytes = Buffer.from("abc");
    expect(piecesOf({ bytes, reads: [{ length: 3, at: 1 }] })).toHaveLength(1);
    expect(piecesOf({ bytes, reads: [{ length: 2, at: 1 }] })).toBeUndefined();
    expect(piecesOf({ bytes })).toBeUndefined();
  });

  it("are read without times that make no sense", async () => {
    const file = join(folder, "x.tape.json");
    await writeFile(join(folder, "x.1.sse"), "abc");
    for (const reads of ["3", "a@b", ""]) {
      const exchanges = [{ form: "sse", body: "x.1.sse", reads }];
      await writeFile(file, JSON.stringify({ tape: 1, exchanges }));
      expect((await readTape(file)).exchanges[0]?.reads).toBeUndefined();
    }
  });

  it.each([
    ["no JSON", "{", "not JSON"],
    ["no tape", "{}", "not a tape"],
    [
      "an unknown form",
      '{"tape":1,"exchanges":[{"form":"xml","body":"x"}]}',
      'exchange 1: "form" must be one of sse',
    ],
    [
      "a body elsewhere",
      '{"tape":1,"exchanges":[{"form":"sse","body":"../secret"}]}',
      "must name a file beside the tape",
    ],
    [
      "a lost body",
      '{"tape":1,"exchanges":[{"form":"sse","body":"lost.sse"}]}',
      "lost.sse cannot be read",
    ],
  ])("with %s are refused", async (_, text, message) => {
    const file = join(folder, "x.tape.json");
    await writeFile(file, text);
    await expect(readTape(file)).rejects.toThrow(TapeError);
    await expect(readTape(file)).rejects.toThrow(message);
    await expect(readTape(file)).rejects.toThrow(file);
  });
});

describe("edits of a tape", () => {
  const types = (edited: Tape): string[] =>
    decodeEvents(edited.exchanges[0] as Tape["exchanges"][0]).map(({ payload }) =>
      payload === "[DONE]"
        ? payload
        : `${String(payload["type"])}${String(payload["sequence_number"])}`,
    );

  it("leave out, repeat, insert and move events, numbers in step", () => {
    expect(types(drop("b")(tape))).toEqual(["a0", "b1", "[DONE]"]);
    expect(types(duplicate("a")(tape))).toEqual(["a0", "a1", "b2", "b3", "[DONE]"]);
    expect(types(insertAfter("b", 1, { type: "c" })(tape))).toEqual([
      "a0",
      "b1",
      "b2",
      "c3",
      "[DONE]",
    ]);
    expect(types(moveBefore("b", -1, "a")(tape))).toEqual(["b0", "a1", "b2", "[DONE]"]);
  });

  it("set and remove values, and leave the original alone", () => {
    const edited = chain(
      patch("b", 0, "/x/y/0", 2),
      patchAll("b", "/z", true),
      patch("a", 0, "/sequence_number", undefined),
    )(tape);
    expect(
      decodeEvents(edited.exchanges[0] as Tape["exchanges"][0]).map((event) => event.payload),
    ).toEqual([
      { type: "a" },
      { type: "b", sequence_number: 1, x: { y: [2] }, z: true },
      { type: "b", sequence_number: 2, z: true },
      "[DONE]",
    ]);
    expect(types(tape)).toEqual(["a0", "b1", "b2", "[DONE]"]);
  });

  it("refuse to change nothing", () => {
    expect(() => drop("c")(tape)).toThrow("no event c");
    expect(() => patch("a", 0, "/type", "a")(tape)).toThrow("already has that value");
    expect(() => patch("a", 0, "/x/y", 1)(tape)).toThrow("there is no value at /x/y");
    expect(() => onText((text) => text)(tape)).toThrow("changed nothing");
    expect(() => onText((text) => text, 7)(tape)).toThrow("no exchange 7");
    expect(() => setAt({}, "", 1)).toThrow("cannot be set");
    expect(() => find([], "a")).toThrow("no event a");
  });
});
