import { describe, expect, it } from "vitest";
import { outputIs, sayings } from "../../../test/support/say.ts";
import type { Json, JsonObject } from "../../json/json.ts";
import { show } from "../../json/show.ts";
import { drop, onBody, patchRequest, type TapeEdit } from "../../tape/edits.ts";
import notLeaked from "./not-leaked.ts";
import parallelOff from "./parallel-off.ts";
import toolChoice from "./tool-choice.ts";

const weather = { type: "function_call", name: "get_weather", arguments: "{}" };
const time = { type: "function_call", name: "get_time", arguments: "{}" };
const search = { type: "web_search_call", status: "completed" };
const said = (text: string): JsonObject => ({
  type: "message",
  content: [{ type: "output_text", text }],
});
const thought = { type: "reasoning", summary: [] };
const refusal = { type: "message", content: [{ type: "refusal", refusal: "No." }] };
const half = {
  type: "message",
  content: [
    { type: "output_text", text: "" },
    { type: "refusal", refusal: "No." },
  ],
};
const of = (type: string, name: string): JsonObject => ({ type, name });
const allowed = (mode: string, ...tools: JsonObject[]): JsonObject => ({
  type: "allowed_tools",
  mode,
  tools,
});
const cut = onBody((body) => ({ ...body, status: "incomplete" }));

/** What is said of a plain answer to a request with a tool_choice. */
const chosen = (tool_choice: Json, output: Json[], ...more: TapeEdit[]): Promise<string[]> =>
  sayings({
    rules: [toolChoice],
    tape: "plain-call",
    edits: [patchRequest({ tool_choice, tools: [] }), outputIs(...output), ...more],
  });

const missing = (wanted: string, choice: Json, actual: string): string[] => [
  `must call/tool-choice: tool_choice requires a call of ${wanted}, but the response has none | /output | ` +
    `a call of ${wanted}, because tool_choice is ${show(choice, 120)} | ${actual}`,
];
const other = (name: string, wanted: string): string[] => [
  `must call/tool-choice: the response calls ${name}, but tool_choice allows only ${wanted} | ` +
    `/output/0/name | ${wanted} | a call of ${name}`,
];

describe("call/tool-choice", () => {
  const eleven = Array.from({ length: 11 }, (_, at) => of("function", `f${at}`));
  const ten = "f0 or f1 or f2 or f3 or f4 or f5 or f6 or f7 or f8 or f9";
  it.each<[string, Json, Json[], string[]]>([
    ["none, and none came", "none", [said("Hi.")], []],
    ["auto, and none came", "auto", [said("Hi.")], []],
    ["any is required, a function came", "required", [weather], []],
    ["any is required, a search came", "required", [search], []],
    ["any is required, the tool of an extension came", "required", [{ type: "acme:search" }], []],
    ["what is no item", "required", [5], []],
    ["nothing at all", "required", [], []],
    [
      "talking, thinking and compacting are no calls",
      "required",
      [thought, said("Hi."), { type: "compaction" }, { id: "x" }],
      missing("any tool", "required", "reasoning, message, compaction, "),
    ],
    [
      "the first ten of many items are named",
      "required",
      [thought, ...Array.from({ length: 11 }, () => said("Hi."))],
      missing(
        "any tool",
        "required",
        ["reasoning", ...Array.from({ length: 9 }, () => "message")].join(", "),
      ),
    ],
    ["the model only thought", "required", [thought, thought], []],
    ["the model refused", "required", [thought, refusal], []],
    ["the model refused in the middle", "required", [half], []],
    ["the one that was named", of("function", "get_weather"), [weather], []],
    [
      "another than was named",
      of("function", "get_time"),
      [weather],
      other("get_weather", "get_time"),
    ],
    ["another than the custom tool", of("custom", "run"), [weather], other("get_weather", "run")],
    [
      "none, where one was named",
      of("function", "get_time"),
      [search],
      missing("get_time", of("function", "get_time"), "web_search_call"),
    ],
    [
      "a program called another",
      of("function", "get_time"),
      [time, { ...weather, caller: {} }],
      [],
    ],
    ["a program called although none is wanted", "none", [{ ...weather, caller: {} }], []],
    ["a hosted tool with a name", of("mcp", "get_time"), [weather], []],
    ["a hosted tool", { type: "file_search" }, [weather], []],
    ["a function without a name", { type: "function" }, [weather], []],
    [
      "none of those allowed is needed",
      allowed("auto", of("function", "get_time")),
      [said("Hi.")],
      [],
    ],
    [
      "one of those allowed is required",
      allowed("required", of("function", "get_time"), of("custom", "run")),
      [search],
      missing(
        "get_time or run",
        allowed("required", of("function", "get_time"), of("custom", "run")),
        "web_search_call",
      ),
    ],
    [
      "a search is among those allowed",
      allowed("required", { type: "web_search" }, of("function", "get_time")),
      [search],
      [],
    ],
    [
      "a search is among those allowed, another function came",
      allowed("required", { type: "web_search" }, of("function", "get_time"), {}),
      [weather],
      other("get_weather", "web_search or get_time or ?"),
    ],
    [
      "a search is among those allowed, nothing came",
      allowed("required", { type: "web_search" }),
      [said("Hi.")],
      missing("web_search", allowed("required", { type: "web_search" }), "message"),
    ],
    [
      "ten of many that are allowed",
      allowed("auto", ...eleven),
      [weather],
      other("get_weather", ten),
    ],
    [
      "a call without a name",
      "none",
      [{ type: "custom_tool_call" }],
      [
        "must call/tool-choice: tool_choice is none, but the response calls a tool | /output/0/name | no call | a call of a tool",
      ],
    ],
  ])("%s", async (_, choice, output, says) => {
    expect(await chosen(choice, output)).toEqual(says);
  });

  it("leaves alone what the limit cut off", async () => {
    expect(await chosen("required", [said("Let me")], cut)).toEqual([]);
  });

  it("is silent about a call whose item never came", async () => {
    const says = await sayings({
      tape: "call",
      edits: [drop("response.output_item.added"), drop("response.output_item.done")],
    });
    expect(says.filter((one) => one.includes("call/tool-choice"))).toEqual([]);
  });
});

describe("call/not-leaked", () => {
  const leaks = (tool_choice: Json, item: JsonObject): Promise<string[]> =>
    sayings({
      rules: [notLeaked],
      tape: "plain-call",
      edits: [patchRequest({ tool_choice }), outputIs(item)],
    });
  const leaked = (marker: string, text: string): string[] => [
    `should call/not-leaked: the text has a call in the model's own markup (${marker}) | ` +
      `/output/0/content/0/text | a function_call item | ${JSON.stringify(text)}`,
  ];

  it.each([
    "<tool_call>",
    "<function=",
    "<function_call>",
    "<|tool_call",
    "<|python_tag|>",
    "[TOOL_CALLS]",
    "<｜tool▁call▁begin｜>",
    "<｜tool▁calls▁begin｜>",
  ])("knows %s", async (marker) => {
    expect(await leaks("required", said(`So: ${marker}x`))).toEqual(leaked(marker, `${marker}x`));
  });

  it.each<[string, Json, boolean]>([
    ["a function was named", of("function", "get_weather"), true],
    ["a custom tool was named", of("custom", "run"), true],
    ["one of several is required", allowed("required"), true],
    ["one of several may be called", allowed("auto"), false],
    ["a search was asked for", { type: "web_search" }, false],
    ["no call is asked for", "auto", false],
  ])("%s", async (_, choice, speaks) => {
    expect(await leaks(choice, said("<tool_call>"))).toEqual(
      speaks ? leaked("<tool_call>", "<tool_call>") : [],
    );
  });

  it("does not read what the model thinks", async () => {
    expect(await leaks("required", { ...said("<tool_call>"), type: "reasoning" })).toEqual([]);
  });
});

describe("call/parallel-off", () => {
  const several = (...output: JsonObject[]): Promise<string[]> =>
    sayings({
      rules: [parallelOff],
      tape: "plain-call",
      edits: [patchRequest({ parallel_tool_calls: false }), outputIs(...output)],
    });

  it("names the first ten of many calls", async () => {
    const names = "get_time, , , , , , , , , ";
    const nameless = { type: "function_call", arguments: "{}" };
    expect(await several(time, ...Array.from({ length: 10 }, () => nameless))).toEqual([
      `must call/parallel-off: parallel_tool_calls is false, but the response has 11 calls | /output/1 | at most one call | ${names}`,
    ]);
  });

  it("does not count the calls of a program", async () => {
    expect(await several(time, { ...time, caller: {} })).toEqual([]);
  });
});
