import { describe, expect, it } from "vitest";
import { newAjv } from "../../scripts/schemas/ajv.ts";
import type { JsonObject } from "../json/json.ts";
import type { RawError } from "./compiled.ts";

/** What a schema finds wrong with a value: the places. */
const wrongPlaces = (schema: JsonObject, value: unknown): string[] => {
  const validate = newAjv().compile(schema);
  validate(value);
  const errors = (validate.errors ?? []) as readonly RawError[];
  return errors.map(({ instancePath }) => instancePath);
};

describe("a validator", () => {
  it("stops at the first wrong element and the first wrong field of an open object", () => {
    const list = { type: "array", items: { type: "string" } };
    expect(wrongPlaces(list, ["a", 1, "b", 2])).toEqual(["/1"]);
    expect(wrongPlaces(list, ["a", "b"])).toEqual([]);
    const map = { type: "object", additionalProperties: { type: "string" } };
    expect(wrongPlaces(map, { a: "a", b: 1, c: 2 })).toEqual(["/b"]);
    expect(wrongPlaces(map, { "a/b~c": 1 })).toEqual(["/a~1b~0c"]);
  });

  it("finds all fields that are wrong", () => {
    const number = { type: "number" };
    const schema = { type: "object", required: ["a"], properties: { b: number, c: number } };
    expect(wrongPlaces(schema, { b: "", c: "" })).toEqual(["", "/b", "/c"]);
  });

  it("takes no number that JSON cannot hold", () => {
    for (const type of ["integer", "number"])
      expect(wrongPlaces({ type: "array", items: { type } }, JSON.parse("[1e999]"))).toEqual([
        "/0",
      ]);
  });

  it("is not made from a schema with another keyword", () => {
    expect(() => newAjv().compile({ type: "string", minLength: 1 })).toThrow(
      'unknown keyword: "minLength"',
    );
  });
});
