import { describe, expect, it } from "vitest";
import { loadBuiltinDialect } from "../dialect/dialect.ts";
import { isObject, type Json, type JsonObject } from "../json/json.ts";
import { loadSchemas, type SchemaSet, type SchemaViolation } from "./index.ts";
import { instance, readFiles, REVISIONS } from "./schemas.testing.ts";
import { MAX_VIOLATIONS } from "./walk.ts";

const openai = await loadSchemas(loadBuiltinDialect("openai"));
const openresponses = await loadSchemas(loadBuiltinDialect("openresponses"));
const sets = await Promise.all(
  REVISIONS.map(async ([name, dialect]): Promise<[string, SchemaSet, JsonObject]> => {
    const response = instance(await readFiles(dialect), "objects/response", false);
    if (!isObject(response)) throw new Error("a response is an object");
    return [name, await loadSchemas(dialect), response];
  }),
);
const brief = (violations: readonly SchemaViolation[]) =>
  violations.map(({ definition, pointer }) => `${definition} ${pointer}`);

const message = (part: Json): JsonObject => ({
  type: "message",
  id: "msg_1",
  role: "assistant",
  status: "completed",
  content: [part],
});
const listed = (role: string): JsonObject => ({
  object: "list",
  data: [{ type: "message", id: "msg_1", role, content: [{ type: "input_text", text: "Hi" }] }],
  has_more: false,
  first_id: "msg_1",
  last_id: "msg_1",
});

describe.each(sets)("layers in %s", (_name, set, response) => {
  const created = (extra: JsonObject): JsonObject => ({
    type: "response.created",
    sequence_number: 0,
    response: { ...response, ...extra },
  });
  const text = { type: "output_text", text: "Hello", annotations: [] };

  it("tells a wrong field under the definition it belongs to, at its full pointer", () => {
    expect(set.event(created({}))).toEqual([]);
    expect(brief(set.event(created({ id: 7 })))).toEqual(["objects/response /response/id"]);
    expect(
      brief(set.event(created({ output: [message(text), { ...message(text), id: null }] }))),
    ).toEqual(["items/message /response/output/1/id"]);
    expect(brief(set.event(created({ output: [message({ ...text, text: 1 })] })))).toEqual([
      "parts/output_text /response/output/0/content/0/text",
    ]);
    const cited = {
      ...text,
      annotations: [{ type: "url_citation", url: "https://a.example", start_index: 0 }],
    };
    expect(brief(set.event(created({ output: [message(cited)] })))).toEqual([
      "annotations/url_citation /response/output/0/content/0/annotations/0/end_index",
      "annotations/url_citation /response/output/0/content/0/annotations/0/title",
    ]);
    expect(brief(set.event(created({ tools: [{ type: "function" }] })))[0]).toMatch(
      /^tools\/function \/response\/tools\/0\//,
    );
    expect(brief(set.event(created({ text: { format: { type: "json_schema" } } })))).toContain(
      "formats/json_schema /response/text/format/name",
    );
    expect(
      brief(set.event(created({ tool_choice: { type: "allowed_tools", tools: 1, mode: "auto" } }))),
    ).toEqual(["tool-choices/allowed_tools /response/tool_choice/tools"]);
  });

  it("tells what holds a thing without a type, or that is none", () => {
    expect(brief(set.event(created({ output: [{}] })))).toEqual([
      "objects/response /response/output/0/type",
    ]);
    expect(brief(set.event(created({ output: ["text"] })))).toEqual([
      "objects/response /response/output/0",
    ]);
    expect(brief(set.event(created({ output: [message(7)] })))).toEqual([
      "items/message /response/output/0/content/0",
    ]);
    expect(
      brief(set.event({ type: "response.created", sequence_number: 0, response: "gone" })),
    ).toEqual(["events/response.created /response"]);
    expect(brief(set.event(created({ tool_choice: "sometimes" })))).toEqual([
      "objects/response /response/tool_choice",
    ]);
    expect(brief(set.event(created({ text: { format: { type: "xml" } } })))).toEqual([
      "objects/response /response/text/format/type",
    ]);
  });

  it("is silent about types it does not know, and says which it knows", () => {
    for (const type of ["acme:thing", "toString", "__proto__", ""]) {
      expect(set.event({ type, sequence_number: "x" })).toEqual([]);
      expect(set.item({ type })).toEqual([]);
      expect(
        set.event(created({ output: [{ type }], tools: [{ type }], tool_choice: { type } })),
      ).toEqual([]);
      expect(set.eventTypes.has(type)).toBe(false);
    }
    expect(set.event({})).toEqual([]);
    expect(set.item({ type: ["message"] })).toEqual([]);
    expect(set.eventTypes.has("response.output_text.delta")).toBe(true);
    expect(set.itemTypes.has("message")).toBe(true);
    expect(set.partTypes.has("output_text")).toBe(true);
  });

  it("judges items and bodies by themselves", () => {
    expect(set.item(message(text))).toEqual([]);
    expect(brief(set.item({ ...message({ type: "refusal" }), id: 1 }))).toEqual([
      "items/message /id",
      "parts/refusal /content/0/refusal",
    ]);
    expect(set.body("response", response)).toEqual([]);
    expect(
      brief(
        set.body("response", { ...response, output: [message({ type: "refusal" })], model: 4 }),
      ),
    ).toEqual(["objects/response /model", "parts/refusal /output/0/content/0/refusal"]);
    const error = {
      type: "invalid_request_error",
      message: "No model.",
      code: null,
      param: "model",
    };
    expect(set.body("error", { error })).toEqual([]);
    expect(brief(set.body("error", { error: { ...error, type: undefined } }))).toEqual([
      "bodies/error /error/type",
    ]);
    expect(brief(set.body("error", { message: "No model." }))).toEqual(["bodies/error /error"]);
    const page = {
      object: "list",
      data: [{ type: "function_call" }],
      has_more: false,
      first_id: "a",
      last_id: "a",
    };
    expect(brief(set.body("input_items", page))[0]).toMatch(/function_call \/data\/0\//);
  });

  it("takes the error event nested and as a WebSocket envelope", () => {
    const error = { type: "server_error", code: null, message: "Broken.", param: null };
    expect(set.event({ type: "error", sequence_number: 3, error })).toEqual([]);
    expect(brief(set.event({ type: "error", error }))).toEqual(["events/error /sequence_number"]);
    expect(brief(set.event({ type: "error", sequence_number: 3, error: "Broken." }))).toEqual([
      "events/error /error",
    ]);
    expect(set.event({ type: "error", status: 400, error: { ...error, code: "c" } })).toEqual([]);
    expect(
      brief(set.event({ type: "error", status: "400", error: { ...error, code: "c" } })),
    ).toEqual(["events/error /status"]);
  });

  it("has a bound for what it tells and for how deep it looks", () => {
    const many = Array.from({ length: 100_000 }, () => ({ type: "message" }));
    expect(set.event(created({ output: many }))).toHaveLength(MAX_VIOLATIONS);
    const wrong: Json[] = Array.from({ length: 100_000 }, () => 1);
    expect(brief(set.event(created({ output: wrong })))).toEqual([
      "objects/response /response/output/0",
    ]);
    const logprobs: Json[] = Array.from({ length: 100_000 }, () => ({
      token: 1,
      logprob: "x",
      top_logprobs: 3,
    }));
    const delta = {
      type: "response.output_text.delta",
      item_id: "i",
      output_index: 0,
      content_index: 0,
      delta: "",
    };
    expect(set.event({ ...delta, sequence_number: 1, logprobs }).length).toBeLessThan(10);
    let tool: JsonObject = { type: "function" };
    for (let i = 0; i < 10_000; i++)
      tool = { type: "namespace", name: "n", description: "d", tools: [tool] };
    expect(set.event(created({ tools: [tool] }))).toEqual([]);
  });
});

describe("the dialects differ", () => {
  it("in the flat error event", () => {
    const flat = { type: "error", sequence_number: 3, code: null, message: "Broken.", param: null };
    expect(openai.event(flat)).toEqual([]);
    expect(brief(openresponses.event(flat))).toEqual(["events/error /error"]);
  });

  it("in the events of raw reasoning and in hosted items", () => {
    expect(openresponses.eventTypes.has("response.reasoning.delta")).toBe(true);
    expect(openresponses.eventTypes.has("response.reasoning_text.delta")).toBe(false);
    expect(openai.eventTypes.has("response.reasoning_text.delta")).toBe(true);
    expect(openai.eventTypes.has("response.reasoning.delta")).toBe(false);
    expect(openresponses.itemTypes.has("web_search_call")).toBe(false);
    expect(openai.itemTypes.has("web_search_call")).toBe(true);
  });

  it("in what a listed message must carry", () => {
    expect(openai.body("input_items", listed("user"))).toEqual([]);
    expect(brief(openai.body("input_items", listed("assistant")))).toEqual([
      "input-items/message /data/0/status",
    ]);
    expect(brief(openresponses.body("input_items", listed("user")))).toEqual([
      "items/message /data/0/status",
    ]);
  });

  it("in their hashes, and each is loaded once", async () => {
    for (const { hash } of [openai, openresponses]) expect(hash).toMatch(/^[0-9a-f]{64}$/);
    expect(openai.hash).not.toBe(openresponses.hash);
    expect(await loadSchemas(loadBuiltinDialect("openai"))).toBe(openai);
  });
});
