import { describe, expect, it } from "vitest";
import { loadBuiltinDialect } from "../../dialect/dialect.ts";
import type { JsonObject } from "../../json/json.ts";
import { storedDifference } from "./compare.ts";

const openai = loadBuiltinDialect("openai");
const strict = { ...openai, facts: { ...openai.facts, absentForNull: false } };
const loose = { ...openai, facts: { ...openai.facts, absentForNull: true } };

describe("what counts as another than the original", () => {
  it.each<[string, JsonObject, JsonObject]>([
    ["padding", { obfuscation: "a" }, { obfuscation: "b" }],
    ["encrypted anew", { encrypted_content: "a" }, {}],
    ["log probabilities", { logprobs: [{ token: "a" }] }, { logprobs: [] }],
    ["a fingerprint", {}, { fingerprint: "f" }],
    ["the order of keys", { a: 1, b: 2 }, { b: 2, a: 1 }],
  ])("not %s", (_, left, right) => {
    expect(storedDifference({ in: [left] }, { in: [right] }, strict)).toBeUndefined();
  });

  it("not who pays, which JSON answers alone say", () => {
    const billing = { payer: "developer" };
    expect(storedDifference({}, { billing }, strict)).toBeUndefined();
    expect(storedDifference({ in: {} }, { in: { billing } }, strict)?.pointer).toBe("/in/billing");
    expect(storedDifference({}, { billing_to: "me" }, strict)?.pointer).toBe("/billing_to");
  });

  it.each<[string, JsonObject, JsonObject, string]>([
    ["a text", { text: "a" }, { text: "b" }, "/text"],
    ["a key that only begins so", { logprobs_of: 1 }, { logprobs_of: 2 }, "/logprobs_of"],
    ["a missing value", { text: "a" }, {}, "/text"],
    ["a value that was null", { text: null }, { text: "a" }, "/text"],
    ["a value that becomes null", { text: "a" }, { text: null }, "/text"],
    ["a value that is new", {}, { text: "a" }, "/text"],
  ])("%s, in every dialect", (_, left, right, pointer) => {
    for (const dialect of [strict, loose])
      expect(storedDifference(left, right, dialect)?.pointer).toBe(pointer);
  });

  it("null in the place of a missing key, where the dialect tells them apart", () => {
    for (const [left, right] of [
      [{ text: null }, {}],
      [{}, { text: null }],
    ] as const) {
      expect(storedDifference(left, right, strict)?.pointer).toBe("/text");
      expect(storedDifference(left, right, loose)).toBeUndefined();
    }
  });

  it("what comes behind many keys that are null on one side", () => {
    const nulls = Object.fromEntries(Array.from({ length: 30 }, (_, n) => [`field_${n}`, null]));
    const found = storedDifference({ ...nulls, text: "a" }, { text: "b" }, loose);
    expect(found).toEqual({ pointer: "/text", left: "a", right: "b" });
  });
});
