import { describe, expect, it } from "vitest";
import { outputIs, sayings } from "../../../test/support/say.ts";
import { objectAt, type Json, type JsonObject } from "../../json/json.ts";
import { onBody, patch, type TapeEdit } from "../../tape/edits.ts";
import arithmetic from "./arithmetic.ts";
import { usageRules } from "./index.ts";
import nullBeforeEnd from "./null-before-end.ts";
import plausible from "./plausible.ts";

const none = {
  input_tokens: 0,
  input_tokens_details: { cached_tokens: 0 },
  output_tokens: 0,
  output_tokens_details: { reasoning_tokens: 0 },
  total_tokens: 0,
};
const counted = { ...none, input_tokens: 9, output_tokens: 5, total_tokens: 14 };
const usage = (fields: JsonObject): TapeEdit =>
  onBody((body) => ({ ...body, usage: { ...objectAt(body, "usage"), ...fields } }));

describe("usage/arithmetic", () => {
  const says = (fields: JsonObject): Promise<string[]> =>
    sayings({ rules: [arithmetic], tape: "plain", edits: [usage(fields)] });

  it.each(["input_tokens", "output_tokens", "total_tokens"])(
    "adds nothing up without %s",
    async (field) => {
      expect(await says({ [field]: undefined })).toEqual([]);
    },
  );

  it.each<[string, JsonObject]>([
    ["input_tokens", { input_tokens: -1 }],
    ["output_tokens", { output_tokens: -1 }],
    ["total_tokens", { total_tokens: -1 }],
    ["input_tokens_details/cached_tokens", { input_tokens_details: { cached_tokens: -1 } }],
    ["output_tokens_details/reasoning_tokens", { output_tokens_details: { reasoning_tokens: -1 } }],
  ])("%s below zero", async (field, fields) => {
    expect(await says(fields)).toEqual([
      `must usage/arithmetic: ${field} is negative | /usage/${field} | 0 or more | -1`,
    ]);
  });
});

describe("a limit of tokens", () => {
  const says = (...output: JsonObject[]): Promise<string[]> =>
    sayings({
      rules: [arithmetic],
      tape: "plain",
      edits: [onBody((body) => ({ ...body, max_output_tokens: 1, usage: counted, output }))],
    });
  const over =
    "must usage/arithmetic: output_tokens is greater than max_output_tokens | /usage/output_tokens | at most 1 (max_output_tokens) | 5";

  it("holds, but for what a hosted search writes", async () => {
    expect(await says()).toEqual([over]);
    expect(await says({ type: "message" }, { type: "code_interpreter_call" })).toEqual([over]);
    for (const type of ["web_search_call", "file_search_call"])
      expect(await says({ type: "message" }, { type })).toEqual([]);
  });
});

describe("usage/null-before-end", () => {
  it("lets a delta carry no usage", async () => {
    const edits = [patch("response.output_text.delta", 1, "/usage", null)];
    expect(await sayings({ rules: [nullBeforeEnd], tape: "text", edits })).toEqual([]);
  });

  it("follows from a response that is said to be over when it is created", async () => {
    const edits = [
      patch("response.created", 0, "/response/status", "completed"),
      patch("response.created", 0, "/response/usage", counted),
    ];
    const says = await sayings({ tape: "text", edits });
    expect(says.filter((one) => one.includes("usage/null-before-end"))).toEqual([
      expect.stringMatching(
        /^must lifecycle\/status-matches-event: .* => usage\/null-before-end early/,
      ),
    ]);
  });
});

describe("usage/plausible", () => {
  const reasoning = (...content: Json[]): JsonObject => ({ type: "reasoning", content });
  const raw = { type: "reasoning_text", text: "Hm." };
  const says = (fields: JsonObject, ...edits: TapeEdit[]): Promise<string[]> =>
    sayings({ rules: [plausible], tape: "plain", edits: [usage(fields), ...edits] });
  const notReasoned = [
    "must usage/plausible: reasoning_tokens is 0, but the response has raw reasoning | " +
      "/usage/output_tokens_details/reasoning_tokens | above 0 | 0",
  ];

  it("asks for no counts of no output", async () => {
    expect(await says(none, outputIs())).toEqual([]);
    expect(
      await says(
        none,
        onBody((body) => ({ ...body, output: undefined })),
      ),
    ).toEqual([]);
  });

  it.each<[string, JsonObject, string[]]>([
    ["raw reasoning", reasoning(raw), notReasoned],
    ["raw reasoning with an empty part", reasoning({ ...raw, text: "" }, raw), notReasoned],
    ["an empty part", reasoning({ ...raw, text: "" }), []],
    ["a part without text", reasoning({ type: "reasoning_text" }), []],
    ["no part", reasoning(), []],
    ["a summary", { type: "reasoning", summary: [raw] }, []],
  ])("judges %s", async (_, item, told) => {
    expect(await says(counted, outputIs(item))).toEqual(told);
  });

  it("asks for no counts where a running program made every call", async () => {
    const call = { type: "function_call", caller: { type: "program", caller_id: "c" } };
    expect(await says(none, outputIs(call, call))).toEqual([]);
    expect(await says(none, outputIs(call, { type: "message" }))).toHaveLength(1);
    expect(await says(none, outputIs({ ...call, caller: { type: "direct" } }))).toHaveLength(1);
  });

  it("says once that nothing was counted", async () => {
    const told = await says(
      { ...none, input_tokens: 9, total_tokens: 9 },
      outputIs(reasoning(raw)),
    );
    expect(told).toEqual([
      "must usage/plausible: output_tokens is 0, but the response has output | /usage/output_tokens | above 0 | 0",
    ]);
  });
});

it("what failed may leave usage out, and what it counts is only noted", async () => {
  const says = (value: Json): Promise<string[]> =>
    sayings({
      rules: usageRules,
      tape: "failed",
      edits: value === null ? [] : [patch("response.failed", 0, "/response/usage", value)],
    });
  expect(await says(null)).toEqual([]);
  expect(await says(counted)).toEqual([]);
  expect(await says({ ...counted, input_tokens: "9" })).toEqual([
    'may usage/present-at-end: usage: input_tokens missing or of the wrong type | /response/usage/input_tokens | an integer | "9"',
  ]);
});
