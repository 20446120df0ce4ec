/** JSON values from outside: their shape is unknown until it is checked. */

export type Json = string | number | boolean | null | Json[] | JsonObject;
export type JsonObject = { [key: string]: Json | undefined };

/** True for a JSON object (not an array, not null). */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The object at `key`, or undefined when it is missing or something else. */
export function objectAt(value: Json | undefined, key: string): JsonObject | undefined {
  const found = isObject(value) ? value[key] : undefined;
  return isObject(found) ? found : undefined;
}

/** The array at `key`, or undefined when it is missing or something else. */
export function arrayAt(value: Json | undefined, key: string): Json[] | undefined {
  const found = isObject(value) ? value[key] : undefined;
  return Array.isArray(found) ? found : undefined;
}

/** The string at `key`, or undefined when it is missing or something else. */
export function stringAt(value: Json | undefined, key: string): string | undefined {
  const found = isObject(value) ? value[key] : undefined;
  return typeof found === "string" ? found : undefined;
}

/** The elements of the array at `key`: none when it is missing or something else. */
export const elementsAt = (value: Json | undefined, key: string): Json[] =>
  arrayAt(value, key) ?? [];

/** The string at `key`, empty when it is missing or something else. */
export const textAt = (value: Json | undefined, key: string): string => stringAt(value, key) ?? "";

/** The integer at `key`, or undefined when it is missing or something else (1.5, "1"). */
export function integerAt(value: Json | undefined, key: string): number | undefined {
  const found = isObject(value) ? value[key] : undefined;
  return typeof found === "number" && Number.isInteger(found) ? found : undefined;
}

/** True when an object has the key, even with the value null. */
export function has(value: Json | undefined, key: string): boolean {
  return isObject(value) && value[key] !== undefined;
}

/** Why `JSON.parse` refused a text: one line, without the text itself. */
export function parseJson(text: string): { value: Json } | { error: string } {
  try {
    return { value: JSON.parse(text) as Json };
  } catch (error) {
    return { error: error instanceof Error ? error.message : String(error) };
  }
}

/** The same object without the fields that are undefined. */
export function defined<T extends object>(fields: { [Key in keyof T]: T[Key] | undefined }): T {
  const given = Object.entries(fields).filter(([, value]) => value !== undefined);
  return Object.fromEntries(given) as T;
}

/** Values by a key, in their order. */
export function grouped<Value, Key>(
  values: Iterable<Value>,
  keyOf: (value: Value) => Key,
): Map<Key, Value[]> {
  const groups = new Map<Key, Value[]>();
  for (const value of values) {
    const group = groups.get(keyOf(value));
    if (group) group.push(value);
    else groups.set(keyOf(value), [value]);
  }
  return groups;
}

/** The JSON value that a text is; undefined for any other text. */
export function jsonIn(text: string): Json | undefined {
  const parsed = parseJson(text);
  return "value" in parsed ? parsed.value : undefined;
}
