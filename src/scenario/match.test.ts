import { describe, expect, it } from "vitest";
import type { Json } from "../json/json.ts";
import { compileSchema } from "./inline-schema.ts";
import { mismatch } from "./match.ts";
import { contextOf } from "./samples.testing.ts";
import type { Matcher } from "./types.ts";

const context = contextOf({}, { code: "12345" });
const place = { file: "own/sample.yaml", line: 1, column: 1 };
type Bare = Omit<Matcher, "place" | "not"> & { not?: Bare };
const withPlace = ({ not, ...rest }: Bare): Matcher => ({
  ...rest,
  ...(not ? { not: withPlace(not) } : {}),
  place,
});

/** A matcher, values that it accepts, and values that it refuses. A value that is missing stands as undefined. */
const table: [Bare, (Json | undefined)[], (Json | undefined)[]][] = [
  [{ equals: 200 }, [200], [201, "200", null, undefined]],
  [{ equals: null }, [null], [0, "", undefined]],
  [{ equals: { a: [1], b: 2 } }, [{ b: 2, a: [1] }], [{ a: [1] }, { a: [1], b: 2, c: 3 }]],
  [{ equals: "$vars.code" }, ["12345"], ["$vars.code", 12_345]],
  [{ not: { equals: 1 } }, [2, "1", undefined], [1]],
  [{ not: { contains: "{$vars.code}" } }, ["1234", undefined, null], ["my 12345."]],
  [{ matches: /^a.c$/u }, ["abc"], ["xabc", 5, null, undefined]],
  [{ contains: "b" }, ["abc", ["a", "b"]], ["ac", ["abc"], { b: 1 }, 5, undefined]],
  [{ contains: 12 }, ["a12", [1, 12]], ["a1", [1, 2]]],
  [{ type: "string" }, ["", "a"], [1, null, undefined]],
  [{ type: "number" }, [1, 1.5], ["1", true]],
  [{ type: "integer" }, [1, -1, 2], [1.5, "1", null]],
  [{ type: "boolean" }, [true, false], [0, "true"]],
  [{ type: "array" }, [[], [1]], [{}, "a", null]],
  [{ type: "object" }, [{}], [[], null]],
  [{ type: "null" }, [null], [0, "", undefined]],
  [{ oneOf: [200, "x", "$vars.code"] }, [200, "x", "12345"], [201, "y", undefined]],
  [{ minLength: 2 }, ["ab", [1, 2]], ["a", "🍮", [1], 12, {}, undefined]],
  [{ maxLength: 1 }, ["a", "🍮", "", [], [1]], ["ab", [1, 2], 1, undefined]],
  [{ minimum: 1 }, [1, 2], [0.5, "2", undefined]],
  [{ maximum: 1 }, [1, 0], [1.5, "0", null, undefined]],
  [{ minimum: 400, maximum: 499 }, [400, 404, 499], [399, 500]],
  [{ exists: true }, [null, 0, ""], [undefined]],
  [{ exists: false }, [undefined], [null, 0]],
  [{ exists: true, type: "string" }, ["a"], [1, undefined]],
  [{ schema: compileSchema({ type: "object", required: ["a"] }) }, [{ a: 1 }], [{}, 1, undefined]],
];

describe("mismatch", () => {
  it.each(table.map(([matcher, yes, no]) => [JSON.stringify(matcher), matcher, yes, no] as const))(
    "%s",
    (_, matcher, yes, no) => {
      for (const value of yes)
        expect([value, mismatch(withPlace(matcher), value, context)]).toEqual([value, undefined]);
      for (const value of no)
        expect([value, mismatch(withPlace(matcher), value, context)]).not.toEqual([
          value,
          undefined,
        ]);
    },
  );

  it.each<[Bare, Json | undefined, string, string]>([
    [{ equals: 200 }, 404, "200", "404"],
    [{ minimum: 400, maximum: 499 }, 200, "at least 400 and at most 499", "200"],
    [{ oneOf: [200, 206] }, undefined, "one of 200, 206", "nothing"],
    [{ contains: "{$vars.code}" }, "no idea", 'a value that contains "12345"', '"no idea"'],
    [{ not: { equals: "a" } }, "a", 'not "a"', '"a"'],
    [{ type: "object", minLength: 1 }, 1, "an object and a length of at least 1", "1"],
    [{ matches: /x/u }, "y", "text that matches /x/u", '"y"'],
    [{ exists: false }, null, "nothing", "null"],
  ])("%j against %j says what was expected and what came", (matcher, value, expected, actual) => {
    expect(mismatch(withPlace(matcher), value, context)).toEqual({
      expected,
      actual,
      detail: undefined,
    });
  });

  it("says where an inline schema is broken", () => {
    const schema = compileSchema({ properties: { a: { type: "string" } } });
    expect(mismatch(withPlace({ schema }), { a: 1 }, context)?.detail).toBe("/a must be string");
  });

  it("an inline schema that makes no sense is an error", () => {
    expect(() => compileSchema({ type: "text" })).toThrow(/type/);
    expect(() => compileSchema({ $ref: "https://elsewhere.example/x.json" })).toThrow(/elsewhere/);
  });
});
