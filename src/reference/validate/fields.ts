import { isObject, type Json, type JsonObject } from "../../json/json.ts";
import { badField } from "../errors.ts";

/** What a JSON value is, in the words of an error message. */
function nameOf(value: Json): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "an array";
  return typeof value === "object" ? "an object" : `a ${typeof value}`;
}

/** The refusal of a value whose type is wrong. */
export function wrongType(param: string, wanted: string, value: Json): Error {
  return badField(
    param,
    "invalid_type",
    `'${param}' must be ${wanted}, but it is ${nameOf(value)}.`,
  );
}

/** The refusal of a value of the right type that is not allowed. */
export function wrongValue(param: string, message: string): Error {
  return badField(param, "invalid_value", `'${param}' ${message}.`);
}

/** The refusal of a request that lacks a field. */
export function missing(param: string): Error {
  return badField(param, "missing_required_parameter", `'${param}' is required.`);
}

/** A field that may be absent or null: `null` for both, else the value. */
function given(body: JsonObject, key: string): Json {
  return body[key] ?? null;
}

/** An optional string of at most `max` UTF-16 units; null when absent. `at` is the prefix of nested fields. */
export function stringField(
  body: JsonObject,
  key: string,
  at = "",
  max = 16 * 2 ** 20,
): string | null {
  const value = given(body, key);
  if (value === null) return null;
  if (typeof value !== "string") throw wrongType(at + key, "a string", value);
  if (value.length > max) throw wrongValue(at + key, `is longer than ${max} characters`);
  return value;
}

/** A string that must be there. */
export function requiredString(body: JsonObject, key: string, at = "", max?: number): string {
  const value = stringField(body, key, at, max);
  if (value === null) throw missing(at + key);
  return value;
}

/** An optional boolean, or `fallback` when absent. */
export function booleanField(body: JsonObject, key: string, fallback: boolean, at = ""): boolean {
  const value = given(body, key);
  if (value === null) return fallback;
  if (typeof value !== "boolean") throw wrongType(at + key, "a boolean", value);
  return value;
}

/** An optional number within [min, max]; null when absent. */
export function numberField(
  body: JsonObject,
  key: string,
  { min, max = Infinity, integer = false }: { min: number; max?: number; integer?: boolean },
): number | null {
  const value = given(body, key);
  if (value === null) return null;
  const wanted = integer ? "an integer" : "a number";
  if (typeof value !== "number" || (integer && !Number.isInteger(value)))
    throw wrongType(key, wanted, value);
  if (value < min) throw wrongValue(key, `must be at least ${min}, but it is ${value}`);
  if (value > max) throw wrongValue(key, `must be at most ${max}, but it is ${value}`);
  return value;
}

/** An optional string out of a fixed set; null when absent. */
export function choiceField(
  body: JsonObject,
  key: string,
  allowed: readonly string[],
  at = "",
): string | null {
  const value = stringField(body, key, at);
  if (value !== null && !allowed.includes(value))
    throw wrongValue(
      at + key,
      `must be one of ${allowed.join(", ")}, but it is '${value.slice(0, 80)}'`,
    );
  return value;
}

/** An optional object; null when absent. */
export function objectField(body: JsonObject, key: string, at = ""): JsonObject | null {
  const value = given(body, key);
  if (value === null) return null;
  if (!isObject(value)) throw wrongType(at + key, "an object", value);
  return value;
}

/** An optional array; null when absent. */
export function arrayField(body: JsonObject, key: string, at = ""): Json[] | null {
  const value = given(body, key);
  if (value === null) return null;
  if (!Array.isArray(value)) throw wrongType(at + key, "an array", value);
  return value;
}

/**
 * Refuses JSON that is nested deeper than `limit`: it would overflow the stack when it is echoed.
 * Walks without recursion for the same reason.
 */
export function checkDepth(root: Json, limit = 200): void {
  let level: Json[] = [root];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > limit)
      throw badField(
        "body",
        "invalid_json",
        `The request body is nested deeper than ${limit} levels.`,
      );
    level = level.flatMap((value) =>
      typeof value === "object" && value !== null
        ? (Object.values(value) as Json[]).filter((v) => typeof v === "object")
        : [],
    );
  }
}
