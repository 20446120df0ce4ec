import { describe, expect, it } from "vitest";
import { diffJson, sameJson } from "./diff.ts";
import { arrayAt, integerAt, isObject, objectAt, parseJson, stringAt } from "./json.ts";
import { parsePointer, pointer, resolvePointer } from "./pointer.ts";
import { firstDifference, show } from "./show.ts";

describe("reading JSON of unknown shape", () => {
  it("gives a value of the asked type, or undefined", () => {
    const value = { s: "x", n: 1, f: 1.5, o: {}, a: [1], z: null };
    expect([
      stringAt(value, "s"),
      stringAt(value, "n"),
      stringAt(null, "s"),
      stringAt([], "s"),
    ]).toEqual(["x", undefined, undefined, undefined]);
    expect([integerAt(value, "n"), integerAt(value, "f"), integerAt(value, "s")]).toEqual([
      1,
      undefined,
      undefined,
    ]);
    expect([objectAt(value, "o"), objectAt(value, "a"), objectAt(value, "z")]).toEqual([
      {},
      undefined,
      undefined,
    ]);
    expect([arrayAt(value, "a"), arrayAt(value, "o")]).toEqual([[1], undefined]);
    expect([isObject(null), isObject([]), isObject({})]).toEqual([false, false, true]);
  });

  it("says why a text is not JSON", () => {
    expect(parseJson("[1")).toHaveProperty("error");
    expect(parseJson("[1]")).toEqual({ value: [1] });
  });
});

describe("JSON Pointer", () => {
  it("escapes and unescapes", () => {
    expect(pointer("a/b", "~", 0)).toBe("/a~1b/~0/0");
    expect(parsePointer("/a~1b/~0/0")).toEqual(["a/b", "~", "0"]);
    expect(parsePointer("")).toEqual([]);
    expect(() => parsePointer("a")).toThrow('must start with "/"');
  });

  it("resolves what is there and nothing else", () => {
    const root = { a: [{ b: 1 }], "": 2 };
    expect(resolvePointer(root, "/a/0/b")).toBe(1);
    expect(resolvePointer(root, "/")).toBe(2);
    expect(resolvePointer(root, "")).toBe(root);
    for (const nowhere of ["/a/1", "/a/00", "/a/-", "/x", "/a/0/b/c", "/toString"])
      expect(resolvePointer(root, nowhere)).toBeUndefined();
  });
});

describe("diffJson", () => {
  it("names the places, whatever the key order", () => {
    expect(sameJson({ a: 1, b: [1, { c: null }] }, { b: [1, { c: null }], a: 1 })).toBe(true);
    expect(diffJson({ a: 1, b: [1], "x/y": 1 }, { a: 2, b: [1, 2] })).toEqual([
      { pointer: "/a", left: 1, right: 2 },
      { pointer: "/b/1", left: undefined, right: 2 },
      { pointer: "/x~1y", left: 1, right: undefined },
    ]);
  });

  it("ends at its limit and passes over what it should", () => {
    expect(diffJson([1, 2, 3], [4, 5, 6], { limit: 2 })).toHaveLength(2);
    expect(diffJson({ a: { b: 1 } }, { a: { b: 2 } }, { ignore: (at) => at === "/a" })).toEqual([]);
  });

  it("tells null from absent, and 0 from false", () => {
    expect(sameJson({ a: null }, {})).toBe(false);
    expect(sameJson(0, false)).toBe(false);
    expect(sameJson({}, [])).toBe(false);
  });
});

describe("show", () => {
  it("cuts long values in the middle and names a missing one", () => {
    expect(show(undefined)).toBe("nothing");
    expect(show("a\u0000b")).toBe(String.raw`"a\u0000b"`);
    expect(show("x".repeat(100), 21)).toBe('"xxxxxxxxx…xxxxxxxxx"');
  });

  it("finds where two texts part", () => {
    expect([
      firstDifference("abc", "abc"),
      firstDifference("abc", "abd"),
      firstDifference("ab", "abc"),
      firstDifference("", "a"),
    ]).toEqual([-1, 2, 2, 0]);
  });
});
