import { describe, expect, it } from "vitest";
import { sayings } from "../../../test/support/say.ts";
import type { JsonObject } from "../../json/json.ts";
import { onBody, onExchange, patchRequest, type TapeEdit } from "../../tape/edits.ts";
import { echoRules } from "./index.ts";

const request = (fields: JsonObject): TapeEdit =>
  onExchange((exchange) => {
    if (!exchange.request) throw new Error("the tape has no request");
    return { ...exchange, request: { ...exchange.request, ...fields } };
  });

/** What is said of a plain answer that has the settings `came`, of a request that has those `sent`. */
const echoed = (sent: JsonObject, came: JsonObject, ...more: TapeEdit[]): Promise<string[]> =>
  sayings({
    rules: echoRules,
    tape: "plain",
    edits: [patchRequest(sent), onBody((body) => ({ ...body, ...came })), ...more],
  });
const differs = (field: string, sent: string, came: string): string =>
  `must echo/request: ${field} in the response differs from the request | ` +
  `/${field.replaceAll(".", "/")} | ${sent} | ${came}`;
const notDefault = (field: string, value: string, came: string): string =>
  `should echo/request: the request has no ${field}, but the response does not have its default | ` +
  `/${field} | ${value} | ${came}`;

const weather = { type: "function", name: "get_weather" };
const time = { type: "function", name: "get_time" };
const choice = (mode: string, ...tools: JsonObject[]): JsonObject => ({
  type: "allowed_tools",
  mode,
  tools,
});

describe("a setting", () => {
  it.each<[string, JsonObject, JsonObject, string[]]>([
    ["top_p", { top_p: 0.5 }, { top_p: 1 }, [differs("top_p", "0.5", "1")]],
    [
      "truncation",
      { truncation: "auto" },
      { truncation: "disabled" },
      [differs("truncation", '"auto"', '"disabled"')],
    ],
    [
      "parallel_tool_calls",
      { parallel_tool_calls: false },
      { parallel_tool_calls: true },
      [differs("parallel_tool_calls", "false", "true")],
    ],
    ["that was sent as null", { top_p: null }, { top_p: 1 }, []],
    ["instructions as a list", { instructions: [] }, { instructions: "Be brief." }, []],
    [
      "the tools by type and name",
      { tools: [{ ...weather, strict: true }, { type: "web_search" }] },
      { tools: [time, {}] },
      [differs("tools", '["function get_weather","web_search"]', '["function get_time","?"]')],
    ],
    [
      "reasoning.effort",
      { reasoning: { effort: "high" } },
      { reasoning: { effort: "low" } },
      [differs("reasoning.effort", '"high"', '"low"')],
    ],
    [
      "the name of the format",
      { text: { format: { type: "json_schema", name: "a" } } },
      { text: { format: { type: "json_schema", name: "b" } } },
      [differs("text.format.name", '"a"', '"b"')],
    ],
  ])("%s", async (_, sent, came, says) => {
    expect(await echoed(sent, came)).toEqual(says);
  });
});

describe("the tools of OpenAI's servers", () => {
  const search = { type: "tool_search" };
  const later = { ...time, defer_loading: true };
  const wrapped = { type: "namespace", name: "get_time", tools: [time] };
  const addition = { type: "additional_tools", role: "developer", tools: [time] };
  it.each<[string, JsonObject, JsonObject[], boolean]>([
    ["sorted", { tools: [search, weather] }, [weather, search], true],
    ["in a namespace, once loaded", { tools: [search, later] }, [search, wrapped], true],
    ["out of their namespace", { tools: [wrapped, weather] }, [weather, time], true],
    ["with those of the input", { tools: [weather], input: [addition] }, [weather, wrapped], true],
    [
      "with those of a search",
      { tools: [search], input: [{ ...addition, type: "tool_search_output" }] },
      [search, time],
      true,
    ],
    [
      "with those of earlier turns",
      { tools: [weather], previous_response_id: "r" },
      [weather, time],
      true,
    ],
    [
      "with those of a conversation",
      { tools: [weather], conversation: "c" },
      [weather, time],
      true,
    ],
    ["with those of a prompt", { tools: [weather], prompt: { id: "p" } }, [weather, time], true],
    [
      "with one that nobody sent",
      { tools: [weather], prompt: null, input: [search] },
      [weather, time],
      false,
    ],
    ["with one twice", { tools: [weather] }, [weather, weather], false],
    ["without one", { tools: [weather, time], input: [addition] }, [weather], false],
    ["without the second of two alike", { tools: [weather, weather] }, [weather], false],
    [
      "with a namespace that has no list of tools",
      { tools: [weather] },
      [weather, { type: "namespace", name: "n" }],
      true,
    ],
    ["with an empty namespace", { tools: [weather] }, [{ ...wrapped, tools: [] }], false],
  ])("may come %s: %#", async (_, sent, tools, fine) => {
    const back =
      (sent["previous_response_id"] ?? null) === null ? {} : { previous_response_id: "r" };
    const said = await echoed(sent, { tools, ...back });
    expect(said.map((line) => line.split(" |")[0])).toEqual(
      fine ? [] : ["must echo/request: tools in the response differs from the request"],
    );
  });

  it("come back as a list", async () => {
    expect(await echoed({ tools: [weather] }, { tools: null })).toEqual([
      differs("tools", '["function get_weather"]', "nothing"),
    ]);
  });

  it("may come in another order from no other server", async () => {
    const edits = [
      patchRequest({ tools: [search, weather] }),
      onBody((body) => ({ ...body, tools: [weather, search] })),
    ];
    const said = await sayings({
      rules: echoRules,
      dialect: "openresponses",
      tape: "plain",
      edits,
    });
    expect(said).toEqual([
      differs(
        "tools",
        '["tool_search","function get_weather"]',
        '["function get_weather","tool_search"]',
      ),
    ]);
  });

  it("excuse no other setting where the input brings them", async () => {
    expect(await echoed({ input: [addition] }, { tool_choice: "required" })).toEqual([
      notDefault("tool_choice", '"auto"', '"required"'),
    ]);
  });

  it("may be some where the input brings them", async () => {
    expect(await echoed({ tools: undefined, input: [addition] }, { tools: [time] })).toEqual([]);
    expect(await echoed({ tools: undefined, input: [] }, { tools: [time] })).toHaveLength(1);
  });
});

describe("the async of a tool", () => {
  const later = { ...time, async: true };
  const inside = (...tools: JsonObject[]): JsonObject => ({ type: "namespace", name: "n", tools });
  const lost = (pointer: string, came = "nothing"): string =>
    `must echo/request: ${pointer.replaceAll("/", ".")}.async in the response differs from the request | ` +
    `/${pointer}/async | true | ${came}`;
  it.each<[string, JsonObject[], JsonObject[], string[]]>([
    ["comes back", [later], [later], []],
    ["is lost", [weather, later], [weather, time], [lost("tools/1")]],
    ["becomes false", [later], [{ ...time, async: false }], [lost("tools/0", "false")]],
    ["is lost in a namespace", [inside(later)], [inside(time)], [lost("tools/0/tools/0")]],
    ["comes back in a namespace", [later], [inside(later)], []],
    ["comes back on one of two alike", [later, time], [time, later], []],
    ["was not set", [{ ...time, async: false }], [time], []],
  ])("%s", async (_, sent, came, says) => {
    expect(await echoed({ tools: sent }, { tools: came })).toEqual(says);
  });

  it("is not missed with a tool that is missing itself", async () => {
    expect(await echoed({ tools: [later] }, { tools: [] })).toEqual([
      differs("tools", '["function get_time"]', "[]"),
    ]);
  });

  it.each(["openresponses", "openai@2026-08-21"] as const)(
    "is not known to %s",
    async (dialect) => {
      const edits = [
        patchRequest({ tools: [later] }),
        onBody((body) => ({ ...body, tools: [time] })),
      ];
      expect(await sayings({ rules: echoRules, dialect, tape: "plain", edits })).toEqual([]);
    },
  );
});

describe("the options of the prompt cache", () => {
  const options = (fields: JsonObject): JsonObject => ({ prompt_cache_options: fields });
  const applied = { mode: "implicit", ttl: "30m" };
  const field = (name: string): string => `prompt_cache_options.${name}`;
  it.each<[string, JsonObject, JsonObject, string[]]>([
    ["were applied", { mode: "implicit", prewarm: true }, options(applied), []],
    [
      "were applied otherwise",
      { mode: "explicit", ttl: "12h" },
      options(applied),
      [
        differs(field("mode"), '"explicit"', '"implicit"'),
        differs(field("ttl"), '"12h"', '"30m"'),
      ].map((line) => line.replace("must", "should")),
    ],
    [
      "name another response",
      { comparison_response_id: "resp_1" },
      options({ ...applied, comparison_response_id: "resp_2" }),
      [differs(field("comparison_response_id"), '"resp_1"', '"resp_2"')],
    ],
    ["name no response", { comparison_response_id: "resp_1" }, options(applied), []],
    ["are not applied at all", { mode: "explicit" }, {}, []],
  ])("%s", async (_, sent, came, says) => {
    expect(await echoed(options(sent), came)).toEqual(says);
  });
});

describe("tool_choice", () => {
  it.each<[string, JsonObject[string], JsonObject[string], boolean]>([
    ["null", null, "auto", true],
    ["a word", "required", "required", true],
    ["another word", "required", "auto", false],
    ["an object", weather, weather, true],
    ["an object with more in it", weather, { ...weather, strict: true }, true],
    ["another name", weather, time, false],
    ["an object that became a word", weather, "required", false],
    ["an object that became null", weather, null, false],
    ["tools in another order", choice("auto", weather, time), choice("auto", time, weather), true],
    [
      "tools with more in them",
      choice("auto", weather),
      choice("auto", { ...weather, a: 1 }),
      true,
    ],
    ["fewer tools", choice("auto", weather, time), choice("auto", weather), false],
    ["no tools at all", choice("auto", weather), { type: "allowed_tools", mode: "auto" }, false],
    [
      "tools that are no list",
      { type: "allowed_tools", tools: 5 },
      { type: "allowed_tools", tools: 5 },
      true,
    ],
    ["another mode", choice("required", weather), choice("auto", weather), false],
  ])("%s", async (_, sent, came, same) => {
    const says = await echoed({ tool_choice: sent }, { tool_choice: came });
    expect(says.length).toBe(same ? 0 : 1);
    for (const one of says)
      expect(one).toContain("tool_choice in the response differs from the request");
  });
});

describe("background", () => {
  const missed = [differs("background", "true", "nothing")];
  it.each<[string, JsonObject, string[]]>([
    ["is named while it waits", { status: "queued", background: true }, []],
    ["is missing while it waits", { status: "queued", background: undefined }, missed],
    ["is missing while it works", { status: "in_progress", background: undefined }, missed],
    ["was answered in the foreground", { status: "in_progress", background: false }, []],
    ["is missing when it has come to its end", { background: undefined }, []],
    ["is missing where there is no status", { status: undefined, background: undefined }, []],
  ])("%s", async (_, came, says) => {
    expect(await echoed({ background: true }, came)).toEqual(says);
  });
});

describe("what was not sent", () => {
  it.each<[string, JsonObject, string[]]>([
    [
      "any choice",
      { tool_choice: "required" },
      [notDefault("tool_choice", '"auto"', '"required"')],
    ],
    [
      "parallel calls",
      { parallel_tool_calls: false },
      [notDefault("parallel_tool_calls", "true", "false")],
    ],
    [
      "an earlier response",
      { previous_response_id: "resp_0" },
      [notDefault("previous_response_id", "null", '"resp_0"')],
    ],
    ["nothing", { tool_choice: undefined }, []],
  ])("%s", async (_, came, says) => {
    expect(await echoed({}, came)).toEqual(says);
  });
});

describe("says nothing", () => {
  it("of a request that should have been refused", async () => {
    const broken = (sent: JsonObject): Promise<string[]> => echoed(sent, {});
    expect(await broken({ temperature: 0.7 })).toEqual([differs("temperature", "0.7", "0.5")]);
    expect(await broken({ temperature: "hot" })).toEqual([]);
    expect(await broken({ temperature: 0.7, input: 5 })).toEqual([]);
  });

  it.each<[string, TapeEdit]>([
    ["of a cancellation", request({ path: "/responses/resp_plain/cancel" })],
    ["of a request with no JSON", request({ body: undefined })],
    ["where there is no request", onExchange((exchange) => ({ ...exchange, request: undefined }))],
  ])("%s", async (_, edit) => {
    expect(await echoed({ temperature: 0.7 }, { tool_choice: "required" }, edit)).toEqual([]);
  });
});
