import { describe as group, expect, it } from "vitest";
import type { RawError } from "./compiled.ts";
import { describe, explain, quote } from "./explain.ts";

const where = {
  definition: "items/message",
  at: "/item",
  value: { id: 7, list: [{ n: "12" }], status: "done" },
};
const one = (error: RawError) => explain([error], where)[0];

group("explain", () => {
  it("says which field is missing, and where it would stand", () => {
    expect(
      one({
        instancePath: "/list/0",
        keyword: "required",
        params: { missingProperty: "logprobs" },
      }),
    ).toEqual({
      definition: "items/message",
      pointer: "/item/list/0/logprobs",
      keyword: "required",
      message: 'required field "logprobs" is missing',
      expected: "present",
      actual: "missing",
    });
  });

  it("says which type is wanted and what came", () => {
    expect(
      one({ instancePath: "/list/0/n", keyword: "type", params: { type: "integer" } }),
    ).toMatchObject({
      pointer: "/item/list/0/n",
      message: '"n" must be an integer',
      expected: "integer",
      actual: 'string "12"',
    });
    expect(
      one({ instancePath: "/id", keyword: "type", params: { type: ["string", "null"] } }),
    ).toMatchObject({
      message: '"id" must be a string or null',
      expected: "string or null",
      actual: "number 7",
    });
  });

  it("lists the allowed words", () => {
    const allowedValues = ["in_progress", "completed", null];
    expect(
      one({ instancePath: "/status", keyword: "enum", params: { allowedValues } }),
    ).toMatchObject({
      message: '"status" must be one of: in_progress, completed, null',
      expected: "one of: in_progress, completed, null",
      actual: 'string "done"',
    });
    expect(
      one({ instancePath: "/status", keyword: "const", params: { allowedValue: "list" } }),
    ).toMatchObject({
      message: '"status" must be "list"',
      expected: '"list"',
    });
  });

  it("names an element by its list, and the root as the payload", () => {
    expect(
      one({ instancePath: "/list/0", keyword: "type", params: { type: "string" } })?.message,
    ).toBe('"list[0]" must be a string');
    const root = { definition: "bodies/error", at: "", value: null };
    const error: RawError = { instancePath: "", keyword: "type", params: { type: "object" } };
    expect(explain([error], root)[0]?.message).toBe("the payload must be an object");
  });

  it("reports one field once", () => {
    const type: RawError = { instancePath: "/id", keyword: "type", params: { type: "string" } };
    const word: RawError = { instancePath: "/id", keyword: "const", params: { allowedValue: "a" } };
    expect(explain([type, word, type], where)).toHaveLength(1);
  });

  it("says nothing of a condition, whose branch has errors of its own", () => {
    expect(explain([{ instancePath: "", keyword: "if", params: {} }], where)).toEqual([]);
  });
});

group("a value in a few words", () => {
  it("is short, whatever came", () => {
    expect(describe(undefined)).toBe("missing");
    expect(describe(null)).toBe("null");
    expect(describe([])).toBe("empty array");
    expect(describe([1, 2, 3])).toBe("array of 3");
    expect(describe({})).toBe("empty object");
    expect(describe({ a: 1, b: 2 })).toBe("object with a, b");
    expect(describe(1.5)).toBe("number 1.5");
    expect(describe("x".repeat(1_000_000)).length).toBeLessThanOrEqual(80);
    expect(
      describe({ ["k".repeat(1000)]: 1, b: 2, c: 3, d: 4, e: 5, f: 6, g: 7 }).length,
    ).toBeLessThanOrEqual(80);
  });

  it("escapes what could move a cursor or turn text around", () => {
    const nasty = "\u001b[31m\r\n\u0000\u009b\u202e\u2066\u200b\ufeff\u2028";
    expect(quote(nasty)).toBe(
      '"\\u001b[31m\\r\\n\\u0000\\u009b\\u202e\\u2066\\u200b\\ufeff\\u2028"',
    );
    expect(describe({ "\u001b[2J": 1 })).toBe("object with \\u001b[2J");
  });

  it("never cuts a character into halves", () => {
    for (let length = 1; length < 40; length++) {
      const said = quote("😀".repeat(30), length);
      expect(said).not.toMatch(/\\ud[89a-f]/);
    }
  });
});
