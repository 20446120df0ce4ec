// Sets up ajv: which keywords the schemas of the protocol may use, where loops end, and what the generated code contains.
import { _, Ajv } from "ajv";
import { Ajv2020 } from "ajv/dist/2020.js";
import { type Name, not } from "ajv/dist/compile/codegen/index.js";
import { Type } from "ajv/dist/compile/util.js";
import { type Schema, SchemaError } from "./files.ts";

/** The keywords of ajv that are left. It refuses all others; src/schema/explain.ts describes the errors of these. */
const KEYWORDS = new Set(
  "type required properties const enum allOf if then else not $ref".split(" "),
);

/**
 * Adds `items` and `additionalProperties`. They are those of the standard, but end at the first wrong element: what comes
 * from outside may contain millions of wrong elements, and an error object for each would fill the memory.
 */
function addBoundedLoops(ajv: Ajv): void {
  for (const [keyword, type] of [
    ["items", "array"],
    ["additionalProperties", "object"],
  ] as const)
    ajv.addKeyword({
      keyword,
      type,
      schemaType: "object",
      code(cxt) {
        const { gen, data } = cxt;
        const valid = gen.name("valid");
        const check = (dataProp: Name, dataPropType: Type): void => {
          cxt.subschema({ keyword, dataProp, dataPropType }, valid);
          gen.if(not(valid), () => gen.break());
        };
        if (type === "array") gen.forRange("i", 0, _`${data}.length`, (i) => check(i, Type.Num));
        else gen.forIn("key", data, (key) => check(key, Type.Str));
      },
    });
}

/**
 * A compiler of schemas. It is not `Ajv2020`, whose validators do work for `$dynamicRef` and `unevaluatedProperties` in
 * every call. The keywords that are left mean the same in both.
 */
export function newAjv(): Ajv {
  const ajv = new Ajv({
    strict: true,
    strictRequired: false,
    allowUnionTypes: true,
    allErrors: true,
    messages: false,
    meta: false,
    validateSchema: false,
    code: { source: true, esm: true, optimize: 2 },
  });
  for (const keyword of Object.keys(ajv.RULES.keywords))
    if (!KEYWORDS.has(keyword)) ajv.removeKeyword(keyword);
  addBoundedLoops(ajv);
  return ajv;
}

const draft = new Ajv2020();

/** @throws SchemaError if a schema is not valid by draft 2020-12 */
export function checkDraft(file: string, schema: Schema): void {
  if (draft.validateSchema(schema)) return;
  const [error] = draft.errors ?? [];
  throw new SchemaError(file, error?.instancePath ?? "", error?.message ?? "is not valid");
}
