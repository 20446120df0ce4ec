import { describe, expect, it } from "vitest";
import { outputIs, sayings } from "../../../test/support/say.ts";
import type { Json, JsonObject } from "../../json/json.ts";
import { drop, insertAfter, onBody, onExchange, patch, patchRequest } from "../../tape/edits.ts";
import argumentsJson from "./arguments-json.ts";
import { callRules } from "./index.ts";
import callSchema from "./schema.ts";
import customCall from "./custom.ts";
import nameKnown from "./name-known.ts";
import { namedTools } from "./request.ts";

const call = { type: "function_call", status: "completed", call_id: "call_1", name: "get_weather" };
const paris = { ...call, arguments: '{"city":"Paris"}' };
const wrong = { ...call, arguments: '{"city":75}' };
const parameters = { type: "object", properties: { city: { type: "string" } } };
const weather = { type: "function", name: "get_weather", parameters, strict: true };
const custom = { type: "custom", name: "get_weather" };
const named = (name: string): JsonObject => ({ ...weather, name });
const inNamespaces = (depth: number, tool: JsonObject): JsonObject =>
  depth === 0 ? tool : { type: "namespace", name: "n", tools: [inNamespaces(depth - 1, tool)] };

/** A namespace x in which the tool takes another type of city. */
const counting = {
  type: "namespace",
  name: "x",
  tools: [{ ...weather, parameters: { type: "object", properties: { city: { type: "number" } } } }],
};

const all = [nameKnown, callSchema, customCall, argumentsJson];
/** What is said of a plain answer with one item, of a request that offers tools; null for one that names none. */
const offered = (tools: Json, item: JsonObject, echo: Json = []): Promise<string[]> =>
  sayings({
    rules: all,
    tape: "plain-call",
    edits: [patchRequest({ tools }), outputIs(item), onBody((body) => ({ ...body, tools: echo }))],
  });

const unknown = (expected: string): string[] => [
  "must call/name-known: the model calls get_weather, but the request offers no such tool | " +
    `/output/0/name | ${expected} | get_weather`,
];
const unasked = (pointer: string): string[] => [
  "must call/name-known: the request offers no tools, but the response calls get_weather, which no client can know | " +
    `${pointer} | no call, because the request has no tools | a call of get_weather`,
];
const nobody = "no call, because the request offers no tool with a name";
const elsewhere = (what: string, expected: string, actual: string): string =>
  `must call/name-known: the call of get_weather ${what}, so that a client does not find the tool | ` +
  `/output/0/namespace | ${expected} | ${actual}`;
const lost = elsewhere("has no namespace", '"n"', "nothing");
const another = (expected: string): string =>
  elsewhere("names a namespace that does not have it", expected, '"x"');
const invalid = (level: string): string[] => [
  `${level} call/schema: the arguments of get_weather are not valid for its parameters: ` +
    '/city: is number, not string | /output/0/arguments | string | "{\\"city\\":75}"',
];
const asFunction = [
  "must call/custom: the call of the custom tool get_weather is a function_call; expected a custom_tool_call | " +
    "/output/0/type | custom_tool_call | function_call",
];

describe("tools that were offered", () => {
  const eleven = Array.from({ length: 11 }, (_, at) => named(`f${at}`));
  it.each<[string, Json, JsonObject, string[]]>([
    ["none", [], paris, unasked("/output/0/name")],
    ["not told", null, paris, unasked("/output/0/name")],
    ["two others", [named("a"), named("b")], paris, unknown("a or b")],
    [
      "eleven others",
      eleven,
      paris,
      unknown("f0 or f1 or f2 or f3 or f4 or f5 or f6 or f7 or f8 or f9"),
    ],
    ["hosted ones only", [{ type: "web_search", name: "get_weather" }], paris, unknown(nobody)],
    ["a function without a name", [{ type: "function" }], paris, unknown(nobody)],
    ["a hosted one before it", [{ type: "web_search" }, weather], paris, []],
    ["more are searched for", [named("a"), { type: "tool_search" }], paris, []],
    ["in a namespace", [inNamespaces(1, weather)], { ...paris, namespace: "n" }, []],
    ["in a namespace that is lost", [inNamespaces(1, weather)], paris, [lost]],
    [
      "in another namespace",
      [inNamespaces(1, weather)],
      { ...paris, namespace: "x" },
      [another('"n"')],
    ],
    [
      "in two namespaces",
      [inNamespaces(1, weather), { ...inNamespaces(1, weather), name: "x" }],
      { ...paris, namespace: "x" },
      [],
    ],
    [
      "in a namespace, and strict",
      [inNamespaces(1, weather)],
      { ...wrong, namespace: "n" },
      invalid("must"),
    ],
    [
      "in two namespaces, with other parameters in each",
      [inNamespaces(1, weather), counting],
      { ...wrong, namespace: "x" },
      [],
    ],
    [
      "in two namespaces, and of the second one it would be right",
      [inNamespaces(1, weather), counting],
      { ...wrong, namespace: "n" },
      invalid("must"),
    ],
    [
      "in two namespaces, and the call names none",
      [inNamespaces(1, weather), counting],
      wrong,
      [elsewhere("has no namespace", '"n" or "x"', "nothing")],
    ],
    [
      "in a namespace that is lost, with wrong arguments",
      [inNamespaces(1, weather)],
      wrong,
      [lost, ...invalid("must")],
    ],
    [
      "in a namespace of namespaces",
      [inNamespaces(2, weather)],
      { ...paris, namespace: "n.n" },
      [],
    ],
    ["also outside of its namespace", [inNamespaces(1, weather), weather], paris, []],
    ["others in a namespace", [inNamespaces(1, named("a"))], paris, unknown("a")],
    ["a namespace without tools", [{ type: "namespace", name: "n" }], paris, unknown(nobody)],
    ["in the innermost namespace that is read", [inNamespaces(4, named("a"))], paris, unknown("a")],
    ["in a deeper one", [inNamespaces(5, named("a"))], paris, []],
    ["one that is called by its namespace", [named("a")], { ...paris, namespace: "n" }, []],
    [
      "one of that name in no namespace",
      [weather],
      { ...paris, namespace: "x" },
      [another("no namespace")],
    ],
    ["strict, and its arguments are wrong", [weather], wrong, invalid("must")],
    ["not strict", [{ ...weather, strict: false }], wrong, invalid("should")],
    ["without parameters", [{ ...weather, parameters: null }], wrong, []],
    ["one that was cut off", [weather], { ...wrong, status: "incomplete" }, []],
    ["arguments of another kind of call", [weather], { ...wrong, type: "mcp_call" }, []],
    ["arguments that are missing", [weather], call, []],
    ["a custom one", [custom], paris, asFunction],
    ["a custom one and a function", [custom, weather], wrong, invalid("must")],
    ["a function and a custom one", [weather, custom], wrong, invalid("must")],
  ])("%s", async (_, tools, item, says) => {
    expect(await offered(tools, item)).toEqual(says);
  });

  it("are those of the echo where the request does not tell", async () => {
    expect(await offered(null, paris, [named("a")])).toEqual(unknown("a"));
    expect(await offered([weather], paris, [named("a")])).toEqual([]);
  });

  it("are counted once where the echo alone tells them", async () => {
    const edits = [
      onExchange((exchange) => ({ ...exchange, request: undefined })),
      outputIs(wrong),
      onBody((body) => ({ ...body, tools: [inNamespaces(1, weather)] })),
    ];
    expect(await sayings({ rules: [callSchema], tape: "plain-call", edits })).toEqual(
      invalid("must"),
    );
  });

  it("are those of the request before the response is created", async () => {
    const edits = [
      patchRequest({ tools: [] }),
      drop("response.created"),
      drop("response.in_progress"),
    ];
    expect(await sayings({ rules: [nameKnown], tape: "call", edits })).toEqual(
      unasked("/item/name"),
    );
  });

  it("are those of the echo where there is no request", async () => {
    const edits = [
      onExchange((exchange) => ({ ...exchange, request: undefined })),
      patch("response.completed", 0, "/response/tools/0/parameters", { required: ["town"] }),
      patch("response.in_progress", 0, "/response/tools/0/parameters", { required: ["town"] }),
    ];
    expect(await sayings({ rules: callRules, tape: "call", edits })).toEqual([
      "must call/schema: the arguments of get_weather are not valid for its parameters: " +
        'the whole: "town" is missing | /item/arguments | an object with "town" | "{\\"city\\":\\"Paris\\"}"',
    ]);
  });
});

describe("arguments that nobody will use", () => {
  const failed = {
    type: "error",
    error: { type: "server_error", code: null, message: "", param: null },
  };
  it.each(['{"city":', '{"city":75}'])("%s before a failure", async (text) => {
    const edits = [
      patch("response.output_item.done", 0, "/item/arguments", text),
      insertAfter("response.function_call_arguments.done", 0, failed),
    ];
    expect(await sayings({ rules: [argumentsJson, callSchema], tape: "call", edits })).toEqual([]);
  });

  it("in an answer that was cut off", async () => {
    const edits = [
      outputIs({ ...call, arguments: '{"city":' }),
      onBody((body) => ({ ...body, status: "incomplete" })),
    ];
    expect(await sayings({ rules: [argumentsJson], tape: "plain-call", edits })).toEqual([]);
  });
});

it("a call without a name is told of by its arguments", async () => {
  const edits = [outputIs({ type: "function_call", arguments: "" })];
  expect(await sayings({ rules: [argumentsJson, customCall], tape: "plain-call", edits })).toEqual([
    'must call/arguments-json: the arguments of a function are an empty string; expected {} if there are no arguments | /output/0/arguments | "{}" | ""',
  ]);
});

it("what one response lists is not offered in another answer to the same request", () => {
  const body = { tools: [weather] };
  const request = { method: "POST", path: "/responses", query: {}, headers: {}, body };
  const exchange = { source: "http", framed: false, request, step: undefined } as const;
  const names = (...tools: JsonObject[]): string[] => [
    ...(namedTools(exchange, { tools })?.keys() ?? []),
  ];
  expect(names(weather, named("late"))).toEqual(["get_weather", "late"]);
  expect(names(weather)).toEqual(["get_weather"]);
});
