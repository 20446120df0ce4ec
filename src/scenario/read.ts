import { describeLocated, type Located, type LocatedMap, type LocatedScalar } from "./located.ts";
import { didYouMean } from "./suggest.ts";
import type { SourceError, SourcePlace } from "./types.ts";

/**
 * The errors of a file. `shape` errors are those that the JSON Schema of scenarios finds too;
 * `meaning` errors need more than the shape: the target of a reference, the known rules.
 */
export interface Problems {
  shape: SourceError[];
  meaning: SourceError[];
}

export function createProblems(): Problems {
  return { shape: [], meaning: [] };
}

export function shapeError(problems: Problems, place: SourcePlace, message: string): void {
  problems.shape.push({ ...place, message });
}

export function meaningError(problems: Problems, place: SourcePlace, message: string): void {
  problems.meaning.push({ ...place, message });
}

/** A map with checked keys: values by key, each with the place of its key. */
export type Fields = LocatedMap["entries"];

/** The keys of a map: known and required. */
export interface FieldSpec {
  known: readonly string[];
  required?: readonly string[];
}

/**
 * The entries of a map. Unknown and missing keys are reported; the known ones are returned.
 * @param what names the map in messages, as in `a step`
 */
export function readFields(
  problems: Problems,
  located: Located,
  what: string,
  { known, required = [] }: FieldSpec,
): Fields | undefined {
  if (located.kind !== "map") {
    shapeError(problems, located.place, `${what} must be a map, not ${describeLocated(located)}`);
    return undefined;
  }
  for (const [key, { place }] of located.entries) {
    if (known.includes(key)) continue;
    const hint = didYouMean(key, known) || ` Known: ${known.join(", ")}.`;
    shapeError(problems, place, `unknown key "${key}" in ${what}.${hint}`);
  }
  for (const key of required)
    if (!located.entries.has(key))
      shapeError(problems, located.place, `"${key}" is missing from ${what}`);
  return located.entries;
}

function wrong(problems: Problems, located: Located, what: string, wanted: string): undefined {
  shapeError(problems, located.place, `${what} must be ${wanted}, not ${describeLocated(located)}`);
  return undefined;
}

/** A text that is not empty. */
export function readString(problems: Problems, located: Located, what: string): string | undefined {
  const value = scalar(located);
  return typeof value === "string" && value !== ""
    ? value
    : wrong(problems, located, what, "a text");
}

export function readBoolean(
  problems: Problems,
  located: Located,
  what: string,
): boolean | undefined {
  const value = scalar(located);
  return typeof value === "boolean" ? value : wrong(problems, located, what, "true or false");
}

export function readNumber(problems: Problems, located: Located, what: string): number | undefined {
  const value = scalar(located);
  return typeof value === "number" ? value : wrong(problems, located, what, "a number");
}

export function readInteger(
  problems: Problems,
  located: Located,
  what: string,
  min: number,
  max = Number.MAX_SAFE_INTEGER,
): number | undefined {
  const value = scalar(located);
  if (typeof value === "number" && Number.isInteger(value) && value >= min && value <= max)
    return value;
  const range = max === Number.MAX_SAFE_INTEGER ? `${min} or more` : `from ${min} to ${max}`;
  return wrong(problems, located, what, `a whole number, ${range}`);
}

/** One of a fixed set of texts. */
export function readChoice<Choice extends string>(
  problems: Problems,
  located: Located,
  what: string,
  choices: readonly Choice[],
): Choice | undefined {
  const value = scalar(located);
  const found = choices.find((choice) => choice === value);
  if (found !== undefined) return found;
  if (typeof value !== "string")
    return wrong(problems, located, what, `one of ${choices.join(", ")}`);
  const hint = didYouMean(value, choices) || ` Known: ${choices.join(", ")}.`;
  shapeError(problems, located.place, `unknown ${what} "${value}".${hint}`);
  return undefined;
}

/** A list; `read` reads each element, and elements that it rejects are left out. */
export function readList<Item>(
  problems: Problems,
  located: Located,
  what: string,
  read: (item: Located) => Item | undefined,
): Item[] {
  if (located.kind !== "list") {
    wrong(problems, located, what, "a list");
    return [];
  }
  return located.items.flatMap((item) => {
    const value = read(item);
    return value === undefined ? [] : [value];
  });
}

/** A list of different texts. */
export function readStrings(problems: Problems, located: Located, what: string): string[] {
  const seen = new Set<string>();
  return readList(problems, located, what, (item) => {
    const text = readString(problems, item, `an entry of ${what}`);
    if (text !== undefined && seen.has(text))
      return void shapeError(problems, item.place, `"${text}" is listed twice in ${what}`);
    if (text !== undefined) seen.add(text);
    return text;
  });
}

/**
 * Reads the values of a map by key, as the functions above do. Each gives undefined if the key is absent, or if its value
 * is wrong, which is reported.
 */
export function valuesOf<Key extends string>(problems: Problems, fields: Fields | undefined) {
  const by = <T>(key: Key, read: (located: Located, key: Key) => T): T | undefined => {
    const located = fields?.get(key)?.value;
    return located && read(located, key);
  };
  return {
    by,
    string: (key: Key) => by(key, (located) => readString(problems, located, key)),
    boolean: (key: Key) => by(key, (located) => readBoolean(problems, located, key)),
    integer: (key: Key, min: number, max: number) =>
      by(key, (located) => readInteger(problems, located, key, min, max)),
    choice: <Choice extends string>(key: Key, choices: readonly Choice[]) =>
      by(key, (located) => readChoice(problems, located, key, choices)),
    strings: (key: Key) => by(key, (located) => readStrings(problems, located, key)),
  };
}

function scalar(located: Located): LocatedScalar["value"] | undefined {
  return located.kind === "scalar" ? located.value : undefined;
}
