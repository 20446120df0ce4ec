import { describe, expect, it } from "vitest";
import { answer, contextOf } from "./samples.testing.ts";
import {
  drawVars,
  expressionsIn,
  parseReference,
  resolve,
  resolveHeaders,
  resolvePath,
  UnresolvedReference,
} from "./references.ts";

const response = {
  id: "resp/1",
  usage: { total_tokens: 7 },
  nothing: null,
  output: [
    { type: "reasoning", id: "rs_1" },
    { type: "function_call", call_id: "c1", arguments: "{}" },
    { type: "message", content: [{ type: "output_text", text: "Hi" }] },
  ],
};
const context = contextOf(
  {
    ask: answer({
      response,
      body: response,
      events: [
        { type: "a", sequence_number: 4 },
        { type: "b", sequence_number: 5 },
      ],
    }),
    empty: answer({ response: { id: "" }, status: 500 }),
    odd: answer({ response: { id: "..", lone: "\ud800", line: "a\nb" } }),
  },
  { code: "12345" },
);

describe("resolve", () => {
  it.each([
    ["plain text", "Hello", "Hello"],
    ["a price", "$5.00 is $much", "$5.00 is $much"],
    ["braces that hold no expression", '{"a": {$x}}', '{"a": {$x}}'],
    ["a text", "$steps.ask.response#/id", "resp/1"],
    ["a number, as such", "$steps.ask.response#/usage/total_tokens", 7],
    ["a whole object in braces", "{$steps.ask.response#/usage}", { total_tokens: 7 }],
    ["null, as such", "$steps.ask.response#/nothing", null],
    ["a part without pointer", "$steps.ask.text", "Hi"],
    ["a call, whatever stands before it", "$steps.ask.calls#/0/call_id", "c1"],
    ["an event from the end", "$steps.ask.events#/-1/sequence_number", 5],
    ["the body", "$steps.ask.body#/id", "resp/1"],
    ["the model", "$config.model", "some-model"],
    ["a variable", "$vars.code", "12345"],
    [
      "embedded ones",
      "{$vars.code}, {$steps.ask.response#/usage/total_tokens}, {$steps.ask.response#/usage}",
      '12345, 7, {"total_tokens":7}',
    ],
    [
      "within a structure",
      { a: ["$vars.code", { b: "{$vars.code}!" }], c: 1 },
      { a: ["12345", { b: "12345!" }], c: 1 },
    ],
    ["a spread list", ["x", "...$steps.ask.calls", "y"], ["x", response.output[1], "y"]],
    ["dots that spread nothing", ["...and so on"], ["...and so on"]],
  ])("%s", (_, value, expected) => {
    expect(resolve(value, context)).toEqual(expected);
  });

  it("does not look into what it put in", () => {
    const tricky = contextOf({ ask: answer({ response: { id: "{$vars.code}" } }) }, { code: "1" });
    expect(resolve("<{$steps.ask.response#/id}>", tricky)).toBe("<{$vars.code}>");
  });

  it("keeps a key such as __proto__ as data", () => {
    const body = JSON.parse('{"__proto__": {"a": "$vars.code"}}');
    expect(JSON.stringify(resolve(body, context))).toBe('{"__proto__":{"a":"12345"}}');
  });

  it.each([
    ["$steps.late.text", "step late has no answer"],
    ["$steps.empty.body#/id", "the answer of step empty has no JSON body"],
    ["$steps.ask.response#/output/9", "there is no value at /output/9"],
    ["$steps.ask.response#/id/deeper", "there is no value at /id/deeper"],
    ["$vars.toString", 'there is no variable "toString"'],
    ["$nothing.here", "an expression must begin with $steps, $config or $vars."],
  ])("%s is unresolved: %s", (expression, reason) => {
    expect(() => resolve({ a: [expression] }, context)).toThrow(
      new UnresolvedReference(expression, reason),
    );
  });

  it("only spreads lists", () => {
    expect(() => resolve(["...$vars.code"], context)).toThrow(/must be a list/);
  });

  it("says so when no model is configured", () => {
    expect(() => resolve("$config.model", { ...context, config: { model: undefined } })).toThrow(
      /no model is configured/,
    );
  });
});

describe("resolvePath", () => {
  it("encodes what the endpoint sent, so that it cannot choose another path", () => {
    expect(
      resolvePath(
        "/responses/{$steps.ask.response#/id}?a={$steps.ask.events#/0/sequence_number}",
        context,
      ),
    ).toBe("/responses/resp%2F1?a=4");
  });

  it.each(["empty.response#/id", "odd.response#/id", "odd.response#/lone", "ask.response#/usage"])(
    "refuses %s",
    (part) => {
      expect(() => resolvePath(`/responses/{$steps.${part}}`, context)).toThrow(
        UnresolvedReference,
      );
    },
  );
});

describe("resolveHeaders", () => {
  it("replaces expressions", () => {
    expect(resolveHeaders({ "x-a": "n {$vars.code}" }, context)).toEqual({ "x-a": "n 12345" });
  });

  it("refuses what would end the header", () => {
    expect(() => resolveHeaders({ "x-a": "$steps.odd.response#/line" }, context)).toThrow(
      /cannot be part of the header x-a/,
    );
  });
});

describe("expressionsIn", () => {
  it.each([
    ["none $here, {neither}", []],
    ["$steps.a.text", ["$steps.a.text"]],
    ["...$steps.a.calls", ["$steps.a.calls"]],
    ["{$vars.a} and {$vars.b}", ["$vars.a", "$vars.b"]],
    ["{$vars.a} and {$vars.b", ["$vars.a", "{$vars.b"]],
  ])("%s", (text, expected) => {
    expect(expressionsIn(text)).toEqual(expected);
  });
});

describe("parseReference", () => {
  it.each([
    ["$steps.a", /is written as \$steps\.<step>\.<part>/],
    ["$steps.a.text#/0", /text is a plain text, so a pointer cannot be used/],
    ["$steps.a.response#/~", /not a JSON Pointer/],
    ["$vars.a#/0", /only \$steps can have a pointer/],
    ["$vars.a.b", /is written as \$vars\.<name>/],
  ])("%s is wrong", (expression, why) => {
    const parsed = parseReference(expression);
    expect("error" in parsed ? parsed.error : "").toMatch(why);
  });
});

describe("drawVars", () => {
  it("draws the digits asked for, the first one never 0", () => {
    for (const random of [() => 0, () => 0.999_999, Math.random]) {
      const { code = "", id = "" } = drawVars({ code: { digits: 5 }, id: { digits: 48 } }, random);
      expect(code).toMatch(/^[1-9]\d{4}$/);
      expect(id).toMatch(/^[1-9]\d{47}$/);
    }
  });
});
