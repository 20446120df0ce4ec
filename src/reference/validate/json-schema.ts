import { isObject, type Json } from "../../json/json.ts";
import { wrongType, wrongValue } from "./fields.ts";

const types = new Set(["string", "number", "integer", "boolean", "array", "object", "null"]);
const named = ["properties", "$defs", "definitions", "patternProperties"];
const listed = ["anyOf", "oneOf", "allOf", "prefixItems"];
const single = ["items", "additionalProperties", "not"];

/** Refuses what is not a JSON Schema: parts that are neither objects nor booleans, and unknown types. */
export function checkSchema(schema: Json, at: string): void {
  if (typeof schema === "boolean") return;
  if (!isObject(schema)) throw wrongType(at, "a JSON Schema", schema);
  const { type } = schema;
  for (const name of Array.isArray(type) ? type : [type])
    if (name !== undefined && (typeof name !== "string" || !types.has(name)))
      throw wrongValue(
        `${at}.type`,
        `is not a type of JSON Schema: ${JSON.stringify(name).slice(0, 80)}`,
      );
  for (const key of named) {
    const map = schema[key];
    if (map === undefined) continue;
    if (!isObject(map)) throw wrongType(`${at}.${key}`, "an object", map);
    for (const [name, one] of Object.entries(map)) checkSchema(one ?? null, `${at}.${key}.${name}`);
  }
  for (const key of listed) {
    const list = schema[key];
    if (list === undefined) continue;
    if (!Array.isArray(list)) throw wrongType(`${at}.${key}`, "an array", list);
    list.forEach((one, index) => checkSchema(one, `${at}.${key}[${index}]`));
  }
  for (const key of single)
    if (schema[key] !== undefined) checkSchema(schema[key] ?? null, `${at}.${key}`);
}
