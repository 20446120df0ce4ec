import { describe, expect, it } from "vitest";
import type { Json } from "./json.ts";
import { schemaProblem } from "./schema.ts";

const city = {
  type: "object",
  properties: {
    city: { type: "string", minLength: 2 },
    days: { type: ["integer", "null"], maximum: 7 },
  },
  required: ["city"],
  additionalProperties: false,
};

describe("schemaProblem", () => {
  const cases: [string, Json, Json, string | undefined][] = [
    ["a valid value", city, { city: "Rome", days: 3 }, undefined],
    ["null where it is allowed", city, { city: "Rome", days: null }, undefined],
    ["a missing field", city, {}, ""],
    ["a field that is not known", city, { city: "Rome", town: "x" }, "/town"],
    ["a wrong type", city, { city: 7 }, "/city"],
    ["a number that is no integer", city, { city: "Rome", days: 1.5 }, "/days"],
    ["a number above its bound", city, { city: "Rome", days: 8 }, "/days"],
    ["a text counted in characters, not in halves", { minLength: 2 }, "😀", ""],
    ["not an object at all", city, [], ""],
    ["an enum", { enum: ["a", { b: 1 }] }, { b: 1 }, undefined],
    ["a value outside the enum", { enum: ["a", { b: 1 }] }, { b: 2 }, ""],
    ["a constant", { const: 0 }, false, ""],
    ["the items of a list", { items: { type: "string" } }, ["a", 1], "/1"],
    ["an alternative that fits", { anyOf: [{ type: "null" }, city] }, { city: "Rome" }, undefined],
    ["no alternative that fits", { oneOf: [{ type: "null" }, city] }, { city: 1 }, ""],
    ["all of several", { allOf: [{ type: "object" }, { required: ["x"] }] }, {}, ""],
    [
      "fields of a schema of their own",
      { additionalProperties: { type: "number" } },
      { "a/b": "x" },
      "/a~1b",
    ],
    [
      "a definition in the document",
      { $ref: "#/$defs/a", $defs: { a: { type: "string" } } },
      1,
      "",
    ],
    ["a definition that is not there", { $ref: "#/$defs/none" }, 1, undefined],
    ["a definition elsewhere", { $ref: "https://example.com/a.json" }, 1, undefined],
    ["a keyword that is not known", { format: "date", not: {} }, "x", undefined],
    [
      "names by pattern, which are not judged",
      { patternProperties: { "^x": {} }, additionalProperties: false },
      { xy: 1 },
      undefined,
    ],
    ["nothing allowed", false, 1, ""],
    ["a name that every object has from its prototype", { required: ["toString"] }, {}, ""],
    ["a broken percent sequence in a reference", { $ref: "#/%E0%A4%A" }, 1, undefined],
  ];
  it.each(cases)("%s", (_, schema, value, pointer) => {
    expect(schemaProblem(schema, value)?.pointer).toBe(pointer);
  });

  it("ends on a schema that refers to itself", () => {
    const list = { anyOf: [{ $ref: "#" }, { $ref: "#" }, { type: "null" }] };
    expect(schemaProblem(list, 1)).toBeUndefined();
    const tree = { type: "object", properties: { next: { $ref: "#" } }, required: ["name"] };
    expect(schemaProblem(tree, { name: 1, next: { name: 2, next: {} } })?.pointer).toBe(
      "/next/next",
    );
  });
});
