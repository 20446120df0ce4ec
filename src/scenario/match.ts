import { sameJson } from "../json/diff.ts";
import { isObject, type Json } from "../json/json.ts";
import { show } from "../json/show.ts";
import { resolve, type ReferenceContext } from "./references.ts";
import type { Matcher } from "./types.ts";

/** A matcher that does not hold: what was expected, and what is wrong with the value. */
export interface Mismatch {
  expected: string;
  actual: string;
  /** A detail beyond the two values, such as the place where an inline schema is violated. */
  detail: string | undefined;
}

/** A matcher whose runtime expressions are replaced by their values. */
type Bare = Omit<Matcher, "place" | "not"> & { not?: Bare };

/**
 * Checks a value against a matcher.
 * @param value undefined if there is none
 * @returns undefined if all conditions hold
 * @throws UnresolvedReference if an expression in the matcher has no value
 */
export function mismatch(
  matcher: Matcher,
  value: Json | undefined,
  context: ReferenceContext,
): Mismatch | undefined {
  const bare = resolveMatcher(matcher, context);
  if (holds(bare, value)) return undefined;
  const detail = value === undefined || lacks(bare, value) ? undefined : bare.schema?.check(value);
  return { expected: describe(bare), actual: show(value), detail };
}

function resolveMatcher(matcher: Matcher, context: ReferenceContext): Bare {
  const { place: _place, not, ...rest } = matcher;
  const bare: Bare = { ...rest };
  if (bare.equals !== undefined) bare.equals = resolve(bare.equals, context);
  if (bare.contains !== undefined) bare.contains = resolve(bare.contains, context);
  if (bare.oneOf !== undefined) bare.oneOf = bare.oneOf.map((value) => resolve(value, context));
  if (not !== undefined) bare.not = resolveMatcher(not, context);
  return bare;
}

/** True when something other than the inline schema is not met, which then says more than the schema. */
const lacks = ({ schema: _schema, ...others }: Bare, value: Json): boolean => !holds(others, value);

function holds(matcher: Bare, value: Json | undefined): boolean {
  const { equals, not, oneOf, exists, type, contains, matches, schema } = matcher;
  if (exists !== undefined && exists !== (value !== undefined)) return false;
  if (not !== undefined && holds(not, value)) return false;
  if (exists === false) return true;
  if (value === undefined) return !asksForValue(matcher);
  if (equals !== undefined && !sameJson(equals, value)) return false;
  if (oneOf !== undefined && !oneOf.some((one) => sameJson(one, value))) return false;
  if (type !== undefined && !isOfType(value, type)) return false;
  if (contains !== undefined && !holdsElement(value, contains)) return false;
  if (matches !== undefined && (typeof value !== "string" || !matches.test(value))) return false;
  if (schema !== undefined && schema.check(value) !== undefined) return false;
  return withinBounds(matcher, value);
}

/** True when a matcher has a condition that only a value can meet. */
function asksForValue({ not: _not, exists: _exists, ...conditions }: Bare): boolean {
  return Object.values(conditions).some((condition) => condition !== undefined);
}

function holdsElement(value: Json, wanted: Json): boolean {
  if (typeof value === "string")
    return value.includes(typeof wanted === "string" ? wanted : JSON.stringify(wanted));
  return Array.isArray(value) && value.some((element) => sameJson(element, wanted));
}

function withinBounds({ minimum, maximum, minLength, maxLength }: Bare, value: Json): boolean {
  const number = typeof value === "number" ? value : Number.NaN;
  if (minimum !== undefined && !(number >= minimum)) return false;
  if (maximum !== undefined && !(number <= maximum)) return false;
  if (minLength === undefined && maxLength === undefined) return true;
  const length = lengthOf(value);
  return length !== undefined && length >= (minLength ?? 0) && length <= (maxLength ?? Infinity);
}

/** Characters (code points) of a string, elements of an array. */
function lengthOf(value: Json): number | undefined {
  if (typeof value === "string") return Array.from(value).length;
  return Array.isArray(value) ? value.length : undefined;
}

function isOfType(value: Json, type: NonNullable<Matcher["type"]>): boolean {
  if (type === "null") return value === null;
  if (type === "array") return Array.isArray(value);
  if (type === "object") return isObject(value);
  if (type === "integer") return Number.isInteger(value);
  return typeof value === type;
}

/** The expectation of a matcher as one phrase: `at least 400 and at most 499`. */
function describe(matcher: Bare): string {
  const { equals, not, oneOf, exists, type, contains, matches, schema } = matcher;
  const { minimum, maximum, minLength, maxLength } = matcher;
  const said: (string | undefined)[] = [
    exists === undefined ? undefined : exists ? "something" : "nothing",
    equals === undefined ? undefined : show(equals),
    oneOf && `one of ${oneOf.map((one) => show(one)).join(", ")}`,
    type && (type === "null" ? "null" : `${/^[aeiou]/.test(type) ? "an" : "a"} ${type}`),
    contains === undefined ? undefined : `a value that contains ${show(contains)}`,
    matches && `text that matches ${String(matches)}`,
    schema && "a value that the schema accepts",
    minimum === undefined ? undefined : `at least ${minimum}`,
    maximum === undefined ? undefined : `at most ${maximum}`,
    minLength === undefined ? undefined : `a length of at least ${minLength}`,
    maxLength === undefined ? undefined : `a length of at most ${maxLength}`,
    not && `not ${describe(not)}`,
  ];
  return said.filter((part) => part !== undefined).join(" and ") || "anything";
}
