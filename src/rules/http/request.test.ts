import { describe, expect, it } from "vitest";
import type { ExchangeInfo } from "../../engine/exchange.ts";
import type { Json } from "../../json/json.ts";
import type { FramingFact } from "../../wire/types.ts";
import { isForeignBody, malformed, mediaType, wantsStream } from "./request.ts";

const exchange = (
  method: string,
  path: string,
  body: Json | undefined,
  query: Record<string, string> = {},
): ExchangeInfo => ({
  source: "http",
  framed: true,
  request: { method, path, query, headers: {}, body },
  step: undefined,
});
const create = (body: Json | undefined): ExchangeInfo => exchange("POST", "/responses", body);

describe("malformed", () => {
  it.each<[Json | undefined, string]>([
    [undefined, "a body that is not JSON"],
    [["hi"], "a body that is not a JSON object"],
    [{ model: "m" }, "no input"],
    [{ input: null }, "input of the wrong type"],
    [{ input: 5 }, "input of the wrong type"],
    [{ input: "hi", model: 5 }, "model of the wrong type"],
    [{ input: "hi", stream: "yes" }, "stream of the wrong type"],
    [{ input: "hi", temperature: "hot" }, "temperature of the wrong type"],
    [{ input: "hi", top_p: "1" }, "top_p of the wrong type"],
    [{ input: "hi", max_output_tokens: "16" }, "max_output_tokens of the wrong type"],
    [{ input: "hi", tools: {} }, "tools of the wrong type"],
    [{ input: "hi", tools: [{ type: "function" }] }, "a function tool without a name"],
    [
      { input: "hi", tools: [{ type: "web_search" }, { type: "function" }] },
      "a function tool without a name",
    ],
  ])("%j: %s", (body, reason) => {
    expect(malformed(create(body))).toBe(reason);
  });

  it.each<[Json]>([
    [{ input: "hi" }],
    [{ input: [] }],
    [{ previous_response_id: "resp_1" }],
    [{ prompt: { id: "pmpt_1" } }],
    [{ conversation: "conv_1" }],
    [{ input: "hi", temperature: null, tools: null, stream: null, model: null }],
    [{ input: "hi", tools: [{ type: "web_search" }, { type: "function", name: "f" }] }],
    [{ input: "hi", something: { of: "the server's own" } }],
  ])("%j is not, as far as can be told", (body) => {
    expect(malformed(create(body))).toBeUndefined();
  });

  it("is only ever said of requests for a response", () => {
    expect(malformed(exchange("POST", "/responses/resp_1/cancel", undefined))).toBeUndefined();
    expect(malformed(exchange("GET", "/responses/resp_1", undefined))).toBeUndefined();
  });
});

describe("wantsStream", () => {
  it.each<[ExchangeInfo, boolean]>([
    [create({ stream: true }), true],
    [create({ stream: false }), false],
    [create({ stream: "true" }), false],
    [create(undefined), false],
    [exchange("GET", "/responses/resp_1", undefined, { stream: "true" }), true],
    [exchange("GET", "/responses/resp_1", undefined), false],
    [exchange("DELETE", "/responses/resp_1", undefined, { stream: "true" }), false],
    [exchange("GET", "/acme/responses/resp_1", undefined, { stream: "true" }), false],
    [{ ...create(undefined), source: "capture", request: undefined }, false],
    [exchange("GET", "/responses/resp_1/input_items", undefined, { stream: "true" }), false],
    [exchange("POST", "/responses/compact", { stream: true }), false],
  ])("%#", (info, wanted) => {
    expect(wantsStream(info)).toBe(wanted);
  });
});

describe("mediaType", () => {
  it.each([
    ["text/event-stream", "text/event-stream"],
    ["Text/Event-Stream; charset=UTF-8", "text/event-stream"],
    [" application/json ;x=y", "application/json"],
    [undefined, ""],
  ])("%s", (header, type) => {
    expect(mediaType(header)).toBe(type);
  });
});

describe("isForeignBody", () => {
  const place = { offset: 0, length: 0, line: 1, events: 0 };
  it.each<[FramingFact, boolean]>([
    [{ ...place, kind: "unterminated", text: '{"error":{}}', parsed: false }, true],
    [{ ...place, kind: "unterminated", text: "\uFEFF <html>", parsed: false }, true],
    [{ ...place, kind: "unterminated", text: '{"type":"a"}', parsed: true }, false],
    [{ ...place, kind: "unterminated", text: "data: {}", parsed: false }, false],
    [{ ...place, kind: "unterminated", text: '{"a":1}', parsed: false, events: 3 }, false],
    [{ ...place, kind: "unknown-field", field: "<html>" }, true],
    [{ ...place, kind: "unknown-field", field: '  "error"' }, true],
    [{ ...place, kind: "unknown-field", field: "trace" }, false],
    [{ ...place, kind: "unknown-field", field: "trace[0]" }, false],
    [{ ...place, kind: "comment" }, false],
  ])("%#", (fact, foreign) => {
    expect(isForeignBody(fact)).toBe(foreign);
  });
});
