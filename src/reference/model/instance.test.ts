import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, it } from "vitest";
import type { JsonObject } from "../../json/json.ts";
import { instanceOf } from "./instance.ts";

const schemas: Record<string, JsonObject> = {
  "flat object": {
    type: "object",
    properties: { a: { type: "string" }, b: { type: "integer" } },
    required: ["a", "b"],
  },
  "nested lists": {
    type: "object",
    properties: {
      rows: { type: "array", minItems: 2, items: { type: "array", items: { type: "number" } } },
    },
    required: ["rows"],
  },
  "enum and const": {
    type: "object",
    properties: { e: { enum: ["x", "y"] }, c: { const: 7 } },
    required: ["e", "c"],
    additionalProperties: false,
  },
  bounds: {
    type: "object",
    properties: {
      s: { type: "string", minLength: 12, maxLength: 14 },
      t: { type: "string", maxLength: 2 },
      i: { type: "integer", minimum: 10, maximum: 12 },
      n: { type: "number", exclusiveMinimum: 0, exclusiveMaximum: 1 },
      m: { type: "integer", multipleOf: 5, minimum: 11 },
      negative: { type: "integer", maximum: -3 },
    },
    required: ["s", "t", "i", "n", "m", "negative"],
  },
  "nullable and unions": {
    type: "object",
    properties: {
      a: { type: ["string", "null"] },
      b: { anyOf: [{ type: "null" }, { type: "integer" }] },
    },
    required: ["a", "b"],
  },
  "recursive list": {
    $ref: "#/$defs/node",
    $defs: {
      node: {
        type: "object",
        properties: {
          next: { anyOf: [{ $ref: "#/$defs/node" }, { type: "null" }] },
          kids: { type: "array", items: { $ref: "#/$defs/node" } },
        },
        required: ["next", "kids"],
        additionalProperties: false,
      },
    },
  },
  "all of": {
    allOf: [
      { type: "object", properties: { a: { type: "string" } }, required: ["a"] },
      { properties: { b: { type: "boolean" } }, required: ["b"] },
    ],
  },
  "unique members": { type: "array", items: { type: "integer" }, minItems: 3, uniqueItems: true },
  "unique words": {
    type: "array",
    items: { enum: ["a", "b", "c"] },
    minItems: 3,
    uniqueItems: true,
  },
  tuple: {
    type: "array",
    prefixItems: [{ type: "string" }, { type: "integer" }],
    items: false,
    minItems: 2,
  },
  "free keys": { type: "object", minProperties: 2, additionalProperties: { type: "integer" } },
  pattern: { type: "string", pattern: "^[A-Z]{3}-\\d{2,4}(x|y)$" },
};

/** Lists of lists of long texts. */
function multiplying(levels: number): JsonObject {
  return levels === 0
    ? { type: "string", minLength: 9000 }
    : { type: "array", minItems: 100, items: multiplying(levels - 1) };
}

describe("instanceOf", () => {
  it.each(Object.entries(schemas))("makes a valid value: %s", (_name, schema) => {
    const validate = new Ajv2020({ strict: false }).compile(schema);
    const value = instanceOf(schema);
    validate(value);
    expect(validate.errors).toBeNull();
    expect(instanceOf(schema)).toEqual(value);
  });

  it("fills free fields from the conversation", () => {
    const schema = {
      type: "object",
      properties: {
        city: { type: "string" },
        unit: { enum: ["celsius", "fahrenheit"] },
        x: { type: "number" },
        y: { type: "number" },
      },
      required: ["city", "unit", "x", "y"],
    };
    const hints = { subject: "Oslo", text: "in fahrenheit, 2 and 3", numbers: [2, 3] };
    expect(instanceOf(schema, hints)).toEqual({ city: "Oslo", unit: "fahrenheit", x: 2, y: 3 });
  });

  it("takes the option that the call is about before others that the text names", () => {
    const schema = { type: "object", properties: { city: { enum: ["Oslo", "Paris"] } } };
    const about = (subject: string | null) =>
      instanceOf(schema, { subject, text: "Oslo and Paris", numbers: [] });
    expect([about("Paris"), about("Oslo"), about("Rome"), about(null)]).toEqual(
      ["Paris", "Oslo", "Oslo", "Oslo"].map((city) => ({ city })),
    );
  });

  it("gives no arguments to a function without parameters", () => {
    expect(instanceOf({ type: "object" }, { subject: "Oslo", text: "Oslo", numbers: [] })).toEqual(
      {},
    );
  });

  it("stays small for a schema that multiplies", () => {
    expect(JSON.stringify(instanceOf(multiplying(8))).length).toBeLessThan(1_000_000);
  });

  it("ends on a schema that only refers to itself", () => {
    expect(instanceOf({ $ref: "#" })).toBeNull();
    expect(instanceOf({ $ref: "#/$defs/none" })).toBeNull();
  });
});
