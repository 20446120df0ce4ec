import { arrayAt, integerAt, isObject, stringAt, type Json, type JsonObject } from "./json.ts";
import { diffJson } from "./diff.ts";
import { escapeToken, resolvePointer } from "./pointer.ts";

/** The first place where a value violates its schema. */
export interface SchemaProblem {
  /** JSON Pointer in the value. */
  pointer: string;
  message: string;
  expected: string;
}

/** Deepest nesting that is judged; what lies below, or behind more references, counts as valid. */
const MAX_DEPTH = 64;
/** Most comparisons of one value: schemas come from outside, and alternatives within alternatives multiply. */
const MAX_STEPS = 50_000;

const typeOf = (value: Json): string => {
  if (value === null) return "null";
  if (Array.isArray(value)) return "array";
  return typeof value;
};

const fits = (type: string, value: Json): boolean =>
  type === "integer"
    ? typeof value === "number" && Number.isInteger(value)
    : typeOf(value) === type;

/**
 * Judges a value by the part of JSON Schema that tool parameters use: `type`, `enum`, `const`,
 * `properties`, `required`, `additionalProperties`, `items`, `anyOf`, `oneOf`, `allOf`, `$ref` within the document,
 * and bounds. Unknown keywords are ignored, so that a valid value is never reported.
 * @returns the first problem, depth first, or undefined
 */
export function schemaProblem(schema: Json | undefined, value: Json): SchemaProblem | undefined {
  let steps = 0;
  const walk = (
    rule: Json | undefined,
    at: Json,
    pointer: string,
    depth: number,
  ): SchemaProblem | undefined => {
    if (rule === false) return { pointer, message: "must be absent", expected: "nothing" };
    if (!isObject(rule) || depth > MAX_DEPTH || ++steps > MAX_STEPS) return undefined;
    const next = (sub: Json | undefined, child = at, place = pointer): SchemaProblem | undefined =>
      walk(sub, child, place, depth + 1);
    const ref = stringAt(rule, "$ref");
    const target = ref?.startsWith("#") ? resolveRef(schema, ref) : undefined;
    const among = arrayAt(rule, "anyOf") ?? arrayAt(rule, "oneOf");
    const none = among?.length ? among.map((sub) => next(sub)) : [];
    return (
      (target === undefined ? undefined : next(target)) ??
      valueProblem(rule, at, pointer) ??
      firstOf(arrayAt(rule, "allOf") ?? [], (sub) => next(sub)) ??
      (none.length > 0 && none.every(Boolean)
        ? {
            pointer,
            message: "matches none of the alternatives",
            expected: none[0]?.expected ?? "",
          }
        : undefined) ??
      (isObject(at) ? objectProblem(rule, at, pointer, next) : undefined) ??
      (Array.isArray(at) && isObject(rule["items"])
        ? firstOf([...at.entries()], ([i, child]) => next(rule["items"], child, `${pointer}/${i}`))
        : undefined)
    );
  };
  return walk(schema, value, "", 0);
}

function resolveRef(schema: Json | undefined, ref: string): Json | undefined {
  try {
    return resolvePointer(schema, decodeURIComponent(ref.slice(1)));
  } catch {
    return undefined;
  }
}

function firstOf<T>(
  list: readonly T[],
  judge: (one: T) => SchemaProblem | undefined,
): SchemaProblem | undefined {
  for (const one of list) {
    const problem = judge(one);
    if (problem) return problem;
  }
  return undefined;
}

const same = (left: Json | undefined, right: Json): boolean =>
  diffJson(left, right, { limit: 1 }).length === 0;

function valueProblem(rule: JsonObject, at: Json, pointer: string): SchemaProblem | undefined {
  const type = rule["type"];
  const types = (Array.isArray(type) ? type : [type]).filter((one) => typeof one === "string");
  if (types.length > 0 && !types.some((one) => fits(one, at))) {
    const expected = types.join(" or ");
    return { pointer, message: `is ${typeOf(at)}, not ${expected}`, expected };
  }
  const values = rule["const"] === undefined ? arrayAt(rule, "enum") : [rule["const"]];
  if (values && !values.some((one) => same(one, at))) {
    const expected = `one of ${JSON.stringify(values)}`;
    return { pointer, message: "is not one of the allowed values", expected };
  }
  const size = typeof at === "number" ? at : (measure(at) ?? Number.NaN);
  const [low, high] = limits(rule, at);
  if (low !== undefined && size < low)
    return { pointer, message: "is below its minimum", expected: `at least ${low}` };
  if (high !== undefined && size > high)
    return { pointer, message: "is above its maximum", expected: `at most ${high}` };
  return undefined;
}

/** Length of a text in characters, or of a list. */
function measure(value: Json): number | undefined {
  if (typeof value === "string") return [...value].length;
  return Array.isArray(value) ? value.length : undefined;
}

function limits(rule: JsonObject, value: Json): [number | undefined, number | undefined] {
  if (typeof value === "number") {
    const { minimum, maximum } = rule;
    return [
      typeof minimum === "number" ? minimum : undefined,
      typeof maximum === "number" ? maximum : undefined,
    ];
  }
  if (typeof value === "string")
    return [integerAt(rule, "minLength"), integerAt(rule, "maxLength")];
  return [integerAt(rule, "minItems"), integerAt(rule, "maxItems")];
}

function objectProblem(
  rule: JsonObject,
  value: JsonObject,
  pointer: string,
  next: (sub: Json | undefined, child: Json, place: string) => SchemaProblem | undefined,
): SchemaProblem | undefined {
  for (const name of arrayAt(rule, "required") ?? [])
    if (typeof name === "string" && !Object.hasOwn(value, name))
      return {
        pointer,
        message: `${JSON.stringify(name)} is missing`,
        expected: `an object with ${JSON.stringify(name)}`,
      };
  const properties = isObject(rule["properties"]) ? rule["properties"] : {};
  const patterned = isObject(rule["patternProperties"]);
  for (const [name, child] of Object.entries(value)) {
    if (child === undefined) continue;
    const place = `${pointer}/${escapeToken(name)}`;
    const known = Object.hasOwn(properties, name);
    const other = patterned ? undefined : rule["additionalProperties"];
    if (!known && other === false)
      return {
        pointer: place,
        message: "is not a parameter of the tool",
        expected: `only ${Object.keys(properties).join(", ") || "an empty object"}`,
      };
    const problem = next(known ? properties[name] : other, child, place);
    if (problem) return problem;
  }
  return undefined;
}
