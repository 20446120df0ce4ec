import { beforeAll, describe, expect, it } from "vitest";
import {
  answered,
  asks,
  creates,
  exercisedBy,
  saidOf,
  streamed,
} from "../../../test/support/exchanges.ts";
import { judging } from "../../../test/support/judge.ts";
import { createChecker, type JudgingDialect } from "../../checker/checker.ts";
import type { Json, JsonObject } from "../../json/json.ts";
import type { TapeExchange } from "../../tape/tape.ts";
import { parityRules } from "./index.ts";

let openai: JudgingDialect;
beforeAll(async () => {
  openai = await judging("openai");
});

const says = (...exchanges: TapeExchange[]): string[] => saidOf(exchanges, openai, parityRules);
const judged = (...exchanges: TapeExchange[]): boolean =>
  exercisedBy(exchanges, openai, parityRules)["parity/stream-vs-json"] === 1;

const response = (more: JsonObject, id: string): JsonObject => ({
  id,
  object: "response",
  status: "completed",
  ...more,
});
const plain = (more: JsonObject = {}, body: JsonObject = {}, id = "resp_1"): TapeExchange =>
  answered(creates({ input: "Hi.", ...body }), response(more, id));
const stream = (more: JsonObject = {}, body: JsonObject = {}, id = "resp_2"): TapeExchange =>
  streamed(creates({ input: "Hi.", stream: true, ...body }), [
    { type: "response.created", response: response({ status: "in_progress", early: 1 }, id) },
    { type: "response.completed", response: response(more, id) },
  ]);
/** What is odd when the same request is answered with one value in JSON and with another one in a stream. */
const odd = (value: Json | undefined, other: Json | undefined): string | undefined =>
  /: (.*)/.exec(says(plain({ value }), stream({ value: other }))[0] ?? "")?.[1];

describe("the shape of two answers", () => {
  it.each<[string, Json | undefined, Json | undefined]>([
    ["another text", "a", "a longer one"],
    ["another number", 1, 2.5],
    ["null", null, "text"],
    ["null the other way round", ["a"], null],
    ["null for a missing key", null, undefined],
    ["a missing key for null", undefined, null],
    ["null in both", null, null],
    ["another number of elements", [{ type: "a", x: 1 }], []],
    ["elements of other types", [{ type: "a", x: 1 }], [{ type: "b", y: 1 }]],
    [
      "the same elements in another order",
      [
        { type: "a", x: 1 },
        { type: "b", y: 1 },
      ],
      [
        { type: "b", y: 2 },
        { type: "a", x: 2 },
      ],
    ],
    ["a second element of the type", [{ type: "a", x: 1 }], [{ type: "a", x: 1 }, { type: "a" }]],
  ])("is the same with %s", (_, value, other) => {
    expect(odd(value, other)).toBeUndefined();
  });

  it.each<[string, Json | undefined, Json | undefined, string]>([
    [
      "a key too many",
      undefined,
      1,
      "/value is number in the stream and nothing in the JSON answer",
    ],
    [
      "a key too few",
      "a",
      undefined,
      "/value is nothing in the stream and string in the JSON answer",
    ],
    ["another type", 1, "1", "/value is string in the stream and number in the JSON answer"],
    ["a list for an object", {}, [], "/value is array in the stream and object in the JSON answer"],
    ["an object for a list", [], {}, "/value is object in the stream and array in the JSON answer"],
    ["a text for a list", [], "", "/value is string in the stream and array in the JSON answer"],
    [
      "something within an object",
      { a: 1, "b/c": { d: true } },
      { a: 2, "b/c": { d: 0 } },
      "/value/b~1c/d is number in the stream and boolean in the JSON answer",
    ],
    [
      "something within an element",
      [{ type: "a" }, { type: "b", x: 1 }],
      [{ type: "b", x: 1, y: [] }],
      "/value/0/y is array in the stream and nothing in the JSON answer",
    ],
    [
      "something within a later element",
      [{ type: "b", x: 1 }, { type: "a" }],
      [{ type: "a" }, { type: "b" }],
      "/value/1/x is nothing in the stream and number in the JSON answer",
    ],
    [
      "elements that are no objects",
      [1],
      ["1"],
      "/value/0 is string in the stream and number in the JSON answer",
    ],
  ])("is another with %s", (_, value, other, text) => {
    expect(odd(value, other)).toBe(text);
  });

  it("is told of the second answer, whichever that is", () => {
    expect(says(stream({ value: 1 }), plain())).toEqual([
      "should parity/stream-vs-json: /value is number in the stream and nothing in the JSON answer",
      '  args {"pointer":"/value","streamed":"number","plain":"nothing"}',
      "  pointer /value",
      "  expected number",
      "  actual nothing",
    ]);
    expect(says(plain(), stream({ value: 1 }))).toEqual([
      "should parity/stream-vs-json: /value is number in the stream and nothing in the JSON answer",
      '  args {"pointer":"/value","streamed":"number","plain":"nothing"}',
      "  event 1 response.completed",
      expect.stringMatching(/^ {2}place /),
      "  pointer /response/value",
      "  expected nothing",
      "  actual number",
    ]);
  });
});

describe("two answers are compared", () => {
  it.each<[string, TapeExchange[]]>([
    ["which is the stream", [stream(), plain()]],
    ["how the stream is to be sent", [plain(), stream({}, { stream_options: { x: 1 } })]],
    ["in saying that it is none", [stream(), plain({}, { stream: false })]],
    ["in a third one", [plain(), stream({}, { model: "m" }, "resp_3"), stream()]],
  ])("that differ in %s", (_, exchanges) => {
    expect(judged(...exchanges)).toBe(true);
    expect(says(...exchanges)).toEqual([]);
  });

  it("with the last one before", () => {
    expect(says(plain({ value: 1 }), plain({}, {}, "resp_3"), stream())).toEqual([]);
    expect(says(plain(), plain({ value: 1 }, {}, "resp_3"), stream())).not.toEqual([]);
  });

  const unlike = { value: 1 };
  it.each<[string, TapeExchange[]]>([
    ["no other", [stream(unlike)]],
    ["another one in a stream", [stream(), stream(unlike, {}, "resp_3")]],
    ["another one in JSON", [plain(), plain(unlike, {}, "resp_3")]],
    ["one to another request", [plain(), stream(unlike, { model: "m" })]],
    ["one that ended in another way", [plain({ status: "incomplete" }), stream(unlike)]],
    [
      "one that was not heard to its end",
      [
        streamed(
          creates({ input: "Hi.", stream: true }),
          [{ type: "response.created", response: response({}, "resp_2") }],
          { end: { kind: "dropped" } },
        ),
        plain(unlike),
      ],
    ],
    [
      "one to a request that is no object",
      [answered(creates(null), response({}, "resp_1")), stream(unlike)],
    ],
    [
      "one that is retrieved",
      [
        plain(),
        streamed(asks("GET", "/responses/resp_1", { body: { input: "Hi.", stream: true } }), [
          { type: "response.completed", response: response(unlike, "resp_1") },
        ]),
      ],
    ],
    ["one without a request", [plain(), { ...stream(unlike), request: undefined }]],
  ])("only so: not with %s", (_, exchanges) => {
    expect(says(...exchanges)).toEqual([]);
    expect(judged(...exchanges)).toBe(false);
  });

  it("not without the exchanges before", () => {
    const checker = createChecker({
      dialects: [openai],
      exchange: { source: "http", framed: false, step: undefined, request: plain().request },
      rules: parityRules,
    });
    checker.bytes(plain().bytes);
    expect(checker.end()).toMatchObject([{ findings: [], exercised: {} }]);
  });
});
