import type { Json } from "../json/json.ts";
import { parsePointer, resolvePointer } from "../json/pointer.ts";
import type { RawError } from "./compiled.ts";

/** One field that violates its definition. */
export interface SchemaViolation {
  /** The violated definition, such as "events/response.created" or "items/message". */
  definition: string;
  /** JSON Pointer from the root of what was validated (the event payload, the body); for a missing field, its place. */
  pointer: string;
  /** "required", "type", "enum" or "const". */
  keyword: string;
  /** One line that names the field. */
  message: string;
  /** What the definition expects there: "integer", "one of: a, b", "present". */
  expected: string;
  /** What came, short and safe to print. */
  actual: string;
}

const CLIP = 80;
const BEYOND_JSON = /[\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/g;

/** Cuts a text to a length in UTF-16 units, never inside a surrogate pair, and marks the cut. */
function clip(text: string, limit: number): string {
  if (text.length <= limit) return text;
  const end = limit - 1;
  const last = text.charCodeAt(end - 1);
  return `${text.slice(0, last >= 0xd800 && last <= 0xdbff ? end - 1 : end)}…`;
}

/** A string in quotes; characters that move the cursor, change the text direction or are invisible are escaped. */
export function quote(text: string, limit = CLIP): string {
  const short = clip(text, limit);
  return JSON.stringify(short).replace(
    BEYOND_JSON,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

/** A value as a short text: `string "12"`, `number 1.5`, `null`, `array of 3`, `object with a, b`, `missing`. */
export function describe(value: Json | undefined): string {
  if (value === undefined) return "missing";
  if (value === null) return "null";
  if (typeof value === "string") return clip(`string ${quote(value, CLIP - 10)}`, CLIP);
  if (typeof value !== "object") return `${typeof value} ${String(value)}`;
  if (Array.isArray(value)) return value.length === 0 ? "empty array" : `array of ${value.length}`;
  const names: string[] = [];
  for (const key in value) {
    if (names.length === 6) {
      names.push("…");
      break;
    }
    names.push(quote(key, 24).slice(1, -1));
  }
  return names.length === 0 ? "empty object" : clip(`object with ${names.join(", ")}`, CLIP);
}

const literal = (value: Json): string =>
  typeof value === "string" ? value : JSON.stringify(value);

/** The name of the field at the end of a pointer: `"id"`, `"bytes[3]"`, or `the payload` for the root. */
function fieldName(tokens: readonly string[]): string {
  let indexes = "";
  for (let i = tokens.length - 1; i >= 0; i--) {
    const token = tokens[i] ?? "";
    if (!/^\d+$/.test(token)) return quote(`${token}${indexes}`, 60);
    indexes = `[${token}]${indexes}`;
  }
  return indexes === "" ? "the payload" : `element ${indexes}`;
}

const article = (noun: string): string => (/^[aeiou]/.test(noun) ? `an ${noun}` : `a ${noun}`);

/** The message of one raw error, and what was expected. @param name the name of the field in messages */
function sayWhat(
  { keyword, params }: RawError,
  name: string,
): Pick<SchemaViolation, "message" | "expected"> {
  if (keyword === "required")
    return { message: `required field ${name} is missing`, expected: "present" };
  if (keyword === "const") {
    const value = JSON.stringify(params.allowedValue);
    return { message: `${name} must be ${value}`, expected: value };
  }
  if (keyword === "enum") {
    const expected = `one of: ${(params.allowedValues ?? []).map(literal).join(", ")}`;
    return { message: `${name} must be ${expected}`, expected };
  }
  const types = [params.type ?? []].flat();
  const said = types.map((type) => (type === "null" ? type : article(type))).join(" or ");
  return { message: `${name} must be ${said}`, expected: types.join(" or ") };
}

/**
 * Turns the errors of one validator into violations: one for each field, also if it violates several keywords.
 * @param definition the violated definition
 * @param at JSON Pointer from the root of what was validated to the value that this definition judged
 * @param value that value
 */
export function explain(
  errors: readonly RawError[],
  { definition, at, value }: { definition: string; at: string; value: Json },
): SchemaViolation[] {
  const byPointer = new Map<string, SchemaViolation>();
  for (const error of errors) {
    const { instancePath, keyword, params } = error;
    // That a branch of a condition was violated says nothing beside the errors of the branch itself.
    if (keyword === "if") continue;
    const missing = params.missingProperty;
    const place = missing === undefined ? instancePath : `${instancePath}/${missing}`;
    const pointer = `${at}${place}`;
    if (byPointer.has(pointer)) continue;
    const said = sayWhat(error, fieldName(parsePointer(pointer)));
    const actual = describe(resolvePointer(value, place));
    byPointer.set(pointer, { definition, pointer, keyword, ...said, actual });
  }
  return [...byPointer.values()];
}
