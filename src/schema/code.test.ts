import { Ajv2020, type ErrorObject } from "ajv/dist/2020.js";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compileDefinition, HELPERS } from "../../scripts/schemas/code.ts";
import { isObject, type Json, type JsonObject } from "../json/json.ts";
import type { RawError, Validate } from "./compiled.ts";
import { breakages, compiledOf, instance, readFiles, REVISIONS } from "./schemas.testing.ts";

/** Errors in a form that both say: a place, a keyword, and what it wants there. */
const ofAjv = (errors: readonly ErrorObject[] | null | undefined): string[] =>
  (errors ?? [])
    .filter(({ keyword }) => keyword !== "if")
    .map(({ instancePath, keyword, params }) =>
      JSON.stringify([instancePath, keyword, Object.values(params).flat()]),
    );
const ofOurs = (errors: readonly RawError[] | null): string[] =>
  (errors ?? []).map(({ instancePath, keyword, wanted }) =>
    JSON.stringify([instancePath, keyword, [wanted].flat()]),
  );

const newAjv = (): Ajv2020 =>
  new Ajv2020({
    allErrors: true,
    strict: true,
    strictRequired: false,
    allowUnionTypes: true,
    // Where a definition ends and what judges there: the validators themselves take no notice.
    keywords: ["x-dispatch", "x-definition"],
  });

/** The value with each list cut to one element: ours stops at the first that is wrong, ajv looks at all. */
const cut = (value: Json): Json => {
  if (Array.isArray(value)) return value.slice(0, 1).map(cut);
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, sub]) => [key, cut(sub ?? null)]));
};

/** The value with some of its parts replaced, as numbers say: a part for each, and what comes there. */
function replaced(value: Json, numbers: number[]): Json {
  const number = numbers.shift() ?? 0;
  const others: Json[] = [null, true, 7, 1.5, "", "message", [], {}, [1], { type: "x" }];
  if (number % 4 === 0) return others[number % others.length] ?? null;
  if (Array.isArray(value)) return value.map((sub) => replaced(sub, numbers));
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(() => (numbers[0] ?? 1) % 5 !== 0 || numbers.shift() === undefined)
      .map(([key, sub]) => [key, replaced(sub ?? null, numbers)]),
  );
}

describe.each(REVISIONS)("the validators of %s", async (_name, dialect) => {
  const files = await readFiles(dialect);
  const ajv = newAjv();
  for (const [name, schema] of files) ajv.addSchema(schema, `file:///${name}.json`);
  const { definitions } = await compiledOf(dialect);

  it.each(Object.entries(definitions))("%s finds what ajv finds", (name, { validate }) => {
    const reference = ajv.getSchema(`file:///${name}.json`);
    if (reference === undefined) throw new Error(`ajv does not know ${name}`);
    const same = (value: Json): boolean => {
      reference(value);
      const ours = ofOurs(validate(value));
      expect(ours.toSorted()).toEqual(ofAjv(reference.errors).toSorted());
      return ours.length > 0;
    };
    const whole = instance(files, name, true);
    expect(same(whole)).toBe(false);
    for (const { broken } of breakages(files, name)) same(broken);
    fc.assert(
      fc.property(fc.array(fc.nat(99), { minLength: 5, maxLength: 40 }), (numbers) => {
        same(cut(replaced(whole, numbers)));
      }),
      { numRuns: 100, seed: 20260821 },
    );
  });
});

describe("a compiled definition", () => {
  const compile = (schema: JsonObject, more: Record<string, JsonObject> = {}): Validate => {
    const all = { "events/a": schema, ...more };
    const schemas = new Map(
      Object.entries(all).map(([name, each]) => [name, { file: name, schema: each }]),
    );
    const { code } = compileDefinition("events/a", schemas);
    return new Function(`${HELPERS}return function ${code.replace("(v0)", "judge(v0)")}`)();
  };

  it("escapes what has a meaning in JavaScript or in a JSON Pointer", () => {
    const keys = ["a/b", "c~d", "`${boom}`", "\\", '"'];
    const properties = Object.fromEntries(keys.map((key) => [key, { type: "string" }]));
    const validate = compile({
      type: "object",
      properties: JSON.parse(JSON.stringify(properties)),
    });
    const value = JSON.parse(`{"a/b":1,"c~d":1,"\`\${boom}\`":1,"\\\\":1,"\\"":1}`);
    const places = validate(value)?.map(({ instancePath }) => instancePath);
    expect(places).toEqual(["/a~1b", "/c~0d", "/`${boom}`", "/\\", '/"']);
    const others = compile({ type: "object", additionalProperties: { type: "string" } });
    expect(others({ "a/b~c": 1 })).toMatchObject([{ instancePath: "/a~1b~0c" }]);
  });

  it("stops at the first wrong element and the first wrong field of an open object", () => {
    const list = compile({ type: "array", items: { type: "string" } });
    expect(list(["a", 1, "b", 2])).toMatchObject([{ instancePath: "/1" }]);
    const map = compile({ type: "object", additionalProperties: { type: "string" } });
    expect(map({ a: "a", b: 1, c: 2 })).toMatchObject([{ instancePath: "/b" }]);
  });

  it("takes no number that JSON cannot hold", () => {
    const value = JSON.parse("[1e999]");
    for (const type of ["integer", "number"])
      expect(compile({ type: "array", items: { type } })(value)).toHaveLength(1);
  });

  it("has what a $ref leads to written into it", () => {
    const validate = compile(
      { type: "object", properties: { usage: { $ref: "../objects/usage.json" } } },
      { "objects/usage": { type: "object", required: ["total"] } },
    );
    expect(validate({ usage: {} })).toEqual([
      { instancePath: "/usage", keyword: "required", wanted: "total" },
    ]);
    expect(validate({ usage: { total: 1 } })).toBeNull();
  });
});
