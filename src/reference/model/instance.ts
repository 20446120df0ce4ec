import {
  arrayAt,
  integerAt,
  isObject,
  type Json,
  type JsonObject,
  objectAt,
  stringAt,
} from "../../json/json.ts";
import { parsePointer, resolvePointer } from "../../json/pointer.ts";
import { sampleOf } from "./pattern.ts";

/** Words and numbers of the conversation that free fields are filled with, best first. */
export interface Hints {
  subject: string | null;
  text: string;
  numbers: number[];
  /** Takes one of the values of an enum; without it the one that the text names, or the first. */
  choose?(options: readonly Json[]): Json;
}

interface Context {
  root: JsonObject;
  hints: Hints;
  /** How many `$ref` and structure levels are open; ends a schema that refers to itself. */
  depth: number;
  /** How much more may be built, in values and characters; ends a schema that multiplies. */
  budget: { left: number };
}

const noHints: Hints = { subject: null, text: "", numbers: [] };
const maxDepth = 24;
const maxItems = 100;

/**
 * A small value that is valid for a JSON Schema; the same schema and hints always give the same value.
 * Understands types, enum, const, $ref inside the document, anyOf / oneOf / allOf, required, bounds, formats and patterns.
 */
export function instanceOf(schema: JsonObject, hints: Hints = noHints): Json {
  return build(schema, {
    root: schema,
    hints: { ...hints, numbers: [...hints.numbers] },
    depth: 0,
    budget: { left: 50_000 },
  });
}

function build(schema: Json | undefined, context: Context): Json {
  if (!isObject(schema) || context.depth > maxDepth || context.budget.left <= 0) return null;
  context.budget.left -= 1;
  const inner = { ...context, depth: context.depth + 1 };
  const ref = stringAt(schema, "$ref");
  if (ref !== undefined) return build(resolveRef(ref, context.root), inner);
  if ("const" in schema) return schema["const"] ?? null;
  const options = arrayAt(schema, "enum");
  if (options !== undefined && options.length > 0) return pickOption(options, context.hints);
  const all = arrayAt(schema, "allOf");
  if (all !== undefined) return build(merge(schema, all, context.root), inner);
  const some = arrayAt(schema, "anyOf") ?? arrayAt(schema, "oneOf");
  if (some !== undefined && some.length > 0) return build(pickBranch(schema, some, context), inner);
  switch (typeOf(schema, context)) {
    case "object":
      return buildObject(schema, inner);
    case "array":
      return buildArray(schema, inner);
    case "string":
      return buildString(schema, context);
    case "integer":
      return buildNumber(schema, context.hints, true);
    case "number":
      return buildNumber(schema, context.hints, false);
    case "boolean":
      return true;
    default:
      return null;
  }
}

function resolveRef(ref: string, root: JsonObject): Json | undefined {
  if (!ref.startsWith("#")) return undefined;
  const pointer = ref.slice(1);
  return pointer === "" || pointer.startsWith("/")
    ? resolvePointer(root, parsePointer(pointer).length > 0 ? pointer : "")
    : undefined;
}

/** The option that the subject names, so that two calls about two things differ; else the first that the text names. */
function pickOption(options: Json[], { subject, text, choose }: Hints): Json {
  if (choose !== undefined) return choose(options);
  const namedIn = (where: string): Json | undefined => {
    const lower = where.slice(0, 4000).toLowerCase();
    return options
      .slice(0, 500)
      .find(
        (option) =>
          typeof option === "string" && option !== "" && lower.includes(option.toLowerCase()),
      );
  };
  return namedIn(subject ?? "") ?? namedIn(text) ?? options[0] ?? null;
}

/** The branch to follow: near the depth limit `null` if it is offered, so that a recursive schema ends. */
function pickBranch(schema: JsonObject, branches: Json[], { depth }: Context): Json {
  const plain = branches.find((branch) => !isNullSchema(branch)) ?? null;
  const chosen = depth > maxDepth / 4 ? (branches.find(isNullSchema) ?? plain) : plain;
  const { anyOf: _any, oneOf: _one, ...rest } = schema;
  return isObject(chosen) && !("$ref" in chosen) ? { ...rest, ...chosen } : chosen;
}

function isNullSchema(schema: Json): boolean {
  return stringAt(schema, "type") === "null";
}

function merge(schema: JsonObject, parts: Json[], root: JsonObject): JsonObject {
  const { allOf: _all, ...sum } = schema;
  for (const part of parts) {
    const ref = stringAt(part, "$ref");
    const next = ref === undefined ? part : resolveRef(ref, root);
    if (!isObject(next)) continue;
    const properties = { ...objectAt(sum, "properties"), ...objectAt(next, "properties") };
    const required = [...(arrayAt(sum, "required") ?? []), ...(arrayAt(next, "required") ?? [])];
    Object.assign(sum, next, { properties, required });
  }
  return sum;
}

function typeOf(schema: JsonObject, { depth }: Context): string {
  const type = schema["type"];
  if (typeof type === "string") return type;
  if (Array.isArray(type)) {
    if (depth > maxDepth / 4 && type.includes("null")) return "null";
    return String(type.find((name) => name !== "null") ?? "null");
  }
  if (["properties", "required", "additionalProperties"].some((key) => key in schema))
    return "object";
  if (["items", "prefixItems", "minItems"].some((key) => key in schema)) return "array";
  return ["minimum", "maximum", "multipleOf"].some((key) => key in schema) ? "number" : "string";
}

function buildObject(schema: JsonObject, context: Context): JsonObject {
  const properties = objectAt(schema, "properties") ?? {};
  const required = (arrayAt(schema, "required") ?? []).filter((key) => typeof key === "string");
  // With nothing required, a call that is about something still has to say what about.
  const extra =
    required.length === 0 && context.depth === 1 && context.hints.text !== ""
      ? Object.keys(properties)
      : [];
  const built: JsonObject = {};
  for (const key of new Set([...required, ...extra]))
    built[key] = build(properties[key] ?? {}, context);
  const least = Math.min(integerAt(schema, "minProperties") ?? 0, maxItems);
  for (const key of Object.keys(properties))
    if (Object.keys(built).length < least && !(key in built))
      built[key] = build(properties[key], context);
  for (let i = 1; Object.keys(built).length < least; i++)
    built[`key${i}`] = build(
      objectAt(schema, "additionalProperties") ?? { type: "string" },
      context,
    );
  return built;
}

function buildArray(schema: JsonObject, context: Context): Json[] {
  const prefix = arrayAt(schema, "prefixItems") ?? [];
  const most = integerAt(schema, "maxItems") ?? Infinity;
  const usual = "items" in schema && context.depth < maxDepth / 4 ? 1 : 0;
  const length = Math.min(
    most,
    maxItems,
    Math.max(integerAt(schema, "minItems") ?? 0, prefix.length, usual),
  );
  const list = Array.from({ length }, (_, index) =>
    build(prefix[index] ?? schema["items"] ?? { type: "string" }, context),
  );
  return schema["uniqueItems"] === true ? distinct(list, objectAt(schema, "items")) : list;
}

/** Makes equal members differ: the next enum value, the next number, a text with its place. */
function distinct(list: Json[], items: JsonObject | undefined): Json[] {
  const options = arrayAt(items, "enum");
  return list.map((value, index) => {
    if (options !== undefined) return options[index % options.length] ?? null;
    if (index === 0) return value;
    if (typeof value === "number")
      return value + index * (typeof items?.["multipleOf"] === "number" ? items["multipleOf"] : 1);
    return typeof value === "string" ? `${value}${index}` : value;
  });
}

const formats: Record<string, string> = {
  "date-time": "2026-01-02T03:04:05Z",
  date: "2026-01-02",
  time: "03:04:05Z",
  duration: "P1D",
  email: "user@example.com",
  hostname: "example.com",
  ipv4: "192.0.2.1",
  ipv6: "2001:db8::1",
  uri: "https://example.com/",
  uuid: "123e4567-e89b-42d3-a456-426614174000",
};

function buildString(schema: JsonObject, { hints: { subject }, budget }: Context): string {
  const format = formats[stringAt(schema, "format") ?? ""];
  if (format !== undefined) return format;
  const least = Math.min(integerAt(schema, "minLength") ?? 0, 10_000);
  const pattern = stringAt(schema, "pattern");
  budget.left -= least + (pattern?.length ?? 0);
  if (pattern !== undefined) return sampleOf(pattern, least);
  const chars = Array.from(subject ?? "example");
  const most = integerAt(schema, "maxLength") ?? Infinity;
  while (chars.length < least) chars.push("x");
  return chars.slice(0, most).join("");
}

function buildNumber(schema: JsonObject, { numbers }: Hints, integer: boolean): number {
  const bound = (key: string): number | undefined =>
    typeof schema[key] === "number" ? schema[key] : undefined;
  const step = bound("multipleOf") ?? (integer ? 1 : 0.5);
  const low =
    bound("minimum") ??
    (bound("exclusiveMinimum") === undefined ? undefined : bound("exclusiveMinimum")! + step);
  const high =
    bound("maximum") ??
    (bound("exclusiveMaximum") === undefined ? undefined : bound("exclusiveMaximum")! - step);
  const fits = (n: number): boolean =>
    n >= (low ?? -Infinity) &&
    n <= (high ?? Infinity) &&
    (!integer || Number.isInteger(n)) &&
    bound("multipleOf") === undefined;
  const hinted = numbers.findIndex(fits);
  if (hinted >= 0) return numbers.splice(hinted, 1)[0] ?? 0;
  const start = low ?? Math.min(1, high ?? 1);
  const rounded =
    integer || bound("multipleOf") !== undefined ? Math.ceil(start / step) * step : start;
  return rounded > (high ?? Infinity) ? (high ?? 0) : rounded;
}
