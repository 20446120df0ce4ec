import { isObject } from "../json/json.ts";
import { toJson, type Located } from "./located.ts";
import {
  meaningError,
  readBoolean,
  readChoice,
  readFields,
  readInteger,
  readNumber,
  readString,
  shapeError,
} from "./read.ts";
import { pointerProblem } from "./references.ts";
import { checkExpressions, type Scope } from "./scope.ts";
import { matcherTypes, type Matcher, type PointerMatcher } from "./types.ts";

const conditions = [
  "equals",
  "not",
  "matches",
  "contains",
  "type",
  "oneOf",
  "minLength",
  "maxLength",
  "minimum",
  "maximum",
  "exists",
  "schema",
] as const;

/** Reads a matcher: a map of conditions, or a bare value, which means `equals`. */
export function readMatcher(scope: Scope, located: Located, what: string): Matcher {
  const { problems } = scope;
  const matcher: Matcher = { place: located.place };
  if (located.kind !== "map") {
    checkExpressions(scope, located, true);
    matcher.equals = toJson(located);
    return matcher;
  }
  const known = [...located.entries.keys()].filter((key) =>
    conditions.some((name) => name === key),
  );
  if (known.length === 0 && located.entries.size > 0) checkExpressions(scope, located, true);
  const fields = readFields(problems, located, `the condition on ${what}`, { known: conditions });
  if (located.entries.size === 0)
    shapeError(
      problems,
      located.place,
      `the condition on ${what} is empty; write at least one of ${conditions.join(", ")}`,
    );
  for (const [key, { value }] of fields ?? []) readCondition(scope, matcher, key, value, what);
  return matcher;
}

function readCondition(
  scope: Scope,
  matcher: Matcher,
  key: string,
  value: Located,
  what: string,
): void {
  const { problems } = scope;
  if (key === "equals" || key === "contains") {
    checkExpressions(scope, value, true);
    matcher[key] = toJson(value);
  } else if (key === "oneOf") {
    if (value.kind !== "list" || value.items.length === 0)
      return shapeError(problems, value.place, "oneOf must be a list of at least one value");
    checkExpressions(scope, value, true);
    matcher.oneOf = value.items.map(toJson);
  } else if (key === "not") matcher.not = readMatcher(scope, value, what);
  else if (key === "matches") readPattern(scope, matcher, value);
  else if (key === "schema") readSchema(scope, matcher, value);
  else if (key === "type") {
    const type = readChoice(problems, value, "type", matcherTypes);
    if (type !== undefined) matcher.type = type;
  } else if (key === "exists") {
    const exists = readBoolean(problems, value, "exists");
    if (exists !== undefined) matcher.exists = exists;
  } else if (key === "minLength" || key === "maxLength") {
    const length = readInteger(problems, value, key, 0);
    if (length !== undefined) matcher[key] = length;
  } else if (key === "minimum" || key === "maximum") {
    const bound = readNumber(problems, value, key);
    if (bound !== undefined) matcher[key] = bound;
  }
}

function readPattern(scope: Scope, matcher: Matcher, value: Located): void {
  const source = readString(scope.problems, value, "matches");
  if (source === undefined) return;
  try {
    matcher.matches = new RegExp(source, "u");
  } catch (error) {
    const why =
      error instanceof Error ? error.message.replace(/^Invalid regular expression: /, "") : "";
    meaningError(scope.problems, value.place, `matches is not a regular expression: ${why}`);
  }
}

function readSchema(scope: Scope, matcher: Matcher, value: Located): void {
  const source = toJson(value);
  if (!isObject(source))
    return shapeError(
      scope.problems,
      value.place,
      "schema must be a JSON Schema, written as a map",
    );
  scope.schemas.push({ matcher, source, place: value.place });
}

/** Reads conditions by JSON Pointer; a key without a slash is a top-level key. */
export function readPointers(scope: Scope, located: Located, what: string): PointerMatcher[] {
  const { problems } = scope;
  if (located.kind !== "map" || located.entries.size === 0) {
    shapeError(
      problems,
      located.place,
      `${what} must be a map of JSON Pointers with their conditions`,
    );
    return [];
  }
  return [...located.entries].map(([key, { place, value }]) => {
    const wrong = key.startsWith("/") || key === "" ? pointerProblem(key) : bareKeyProblem(key);
    if (wrong !== undefined) shapeError(problems, place, wrong);
    const pointer = key === "" || key.startsWith("/") ? key : `/${key}`;
    return { pointer, matcher: readMatcher(scope, value, `${what} ${pointer}`.trimEnd()) };
  });
}

function bareKeyProblem(key: string): string | undefined {
  return /[/~]/.test(key) ? `"${key}" is not a JSON Pointer. Did you mean "/${key}"?` : undefined;
}
