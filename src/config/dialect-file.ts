import { readFileSync } from "node:fs";
import { basename, dirname, resolve } from "node:path";
import {
  builtinDialects,
  findBuiltinDialect,
  type Dialect,
  type DialectFacts,
} from "../dialect/dialect.ts";
import { parseLocated, type Located } from "../scenario/located.ts";
import {
  createProblems,
  meaningError,
  readBoolean,
  readChoice,
  readFields,
  readString,
  readStrings,
  shapeError,
  type Fields,
  type Problems,
} from "../scenario/read.ts";
import { didYouMean } from "../scenario/suggest.ts";
import { unknownDialect } from "./open-dialect.ts";
import type { SourceError } from "../scenario/types.ts";

/** A user's dialect, or all errors of its file. */
export type LoadedDialect = { dialect: Dialect } | { errors: SourceError[] };

/** Largest dialect file that is read, in characters. */
const mostCharacters = 2 ** 20;
/** Longest chain of dialects that extend one another. */
const mostParents = 8;

/**
 * Loads a user's dialect from a YAML file. It `extends` a built-in dialect or another file (a path
 * relative to this one), and changes its levels, facts and links.
 * @param ruleIds ids that `levels` may name
 */
export function loadDialectFile(
  file: string,
  ruleIds: readonly string[],
  above: string[] = [],
): LoadedDialect {
  const fail = (message: string): LoadedDialect => ({
    errors: [{ file, line: 1, column: 1, message }],
  });
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    return fail(`cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
  if (text.length > mostCharacters) return fail(`is larger than ${mostCharacters} characters`);
  const chain = [...above, resolve(file)];
  return parseDialect(text, file, ruleIds, (parent, located) => {
    if (chain.includes(parent) || chain.length >= mostParents)
      return {
        errors: [
          {
            ...located.place,
            message: "the dialects extend each other in a circle, or too deeply",
          },
        ],
      };
    return loadDialectFile(parent, ruleIds, chain);
  });
}

/** The files of a dialect: its own first, then each that the file before extends, as far as they can be read. */
export function dialectFiles(file: string): string[] {
  const files: string[] = [];
  let next: string | undefined = resolve(file);
  while (next !== undefined && !files.includes(next) && files.length < mostParents) {
    const present: string = next;
    files.push(present);
    next = undefined;
    try {
      parseDialect(readFileSync(present, "utf8"), present, [], (parent) => {
        next = parent;
        return { errors: [] };
      });
    } catch {
      // Loading it says why it cannot be read.
    }
  }
  return files;
}

const keys = ["name", "title", "extends", "facts", "levels", "specs"] as const;
type Level = Dialect["levels"][string];
const levels: readonly Level[] = ["must", "should", "may", "off"];

/**
 * Reads the text of a dialect file.
 * @param parentFile loads the file that the dialect extends, if it extends a file
 */
export function parseDialect(
  text: string,
  file: string,
  ruleIds: readonly string[],
  parentFile: (path: string, at: Located) => LoadedDialect,
): LoadedDialect {
  const { root, errors } = parseLocated(text, file);
  if (!root) return { errors };
  const problems = createProblems();
  const fields = readFields(problems, root, "the dialect", { known: keys, required: ["extends"] });
  const name = fields && readName(problems, fields, file);
  const parent = fields && readParent(problems, fields, file, parentFile);
  const facts = fields && readFacts(problems, fields.get("facts")?.value);
  const changed = fields && readLevels(problems, fields.get("levels")?.value, ruleIds);
  const links = fields && readLinks(problems, fields.get("specs")?.value);
  const title = fields?.get("title")?.value;
  const titled = title && readString(problems, title, "title");
  const all = [...errors, ...problems.shape, ...problems.meaning];
  if (all.length > 0 || name === undefined || !parent) return { errors: all };
  return {
    dialect: {
      ...parent,
      name,
      title: titled ?? `${name} (${parent.title})`,
      facts: { ...parent.facts, ...facts },
      levels: { ...parent.levels, ...changed },
      specs: { ...parent.specs, ...links },
    },
  };
}

function readName(problems: Problems, fields: Fields, file: string): string | undefined {
  const located = fields.get("name")?.value;
  const name = located
    ? readString(problems, located, "name")
    : basename(file).replace(/(\.dialect)?\.ya?ml$/i, "");
  if (name === undefined) return undefined;
  const place = located?.place ?? { file, line: 1, column: 1 };
  if (!/^[a-z0-9][a-z0-9._-]{0,63}$/i.test(name)) {
    shapeError(
      problems,
      place,
      "name must have only letters, digits, dots, dashes and underscores, at most 64 of them",
    );
    return undefined;
  }
  if (builtinDialects.some((builtin) => builtin === name)) {
    meaningError(
      problems,
      place,
      `"${name}" is the name of a built-in dialect; choose another name`,
    );
    return undefined;
  }
  return name;
}

function readParent(
  problems: Problems,
  fields: Fields,
  file: string,
  parentFile: (path: string, at: Located) => LoadedDialect,
): Dialect | undefined {
  const located = fields.get("extends")?.value;
  const name = located && readString(problems, located, "extends");
  if (!located || name === undefined) return undefined;
  const builtin = findBuiltinDialect(name);
  if (builtin !== undefined) return builtin;
  if (/\.ya?ml$/i.test(name)) {
    const loaded = parentFile(resolve(dirname(file), name), located);
    if ("dialect" in loaded) return loaded.dialect;
    problems.meaning.push(...loaded.errors);
    return undefined;
  }
  shapeError(problems, located.place, unknownDialect(name));
  return undefined;
}

const factKeys = [
  "doneSentinel",
  "unprefixedExtensions",
  "reasoningEvent",
  "ambientEvents",
  "absentForNull",
] as const satisfies (keyof DialectFacts)[];

function readFacts(problems: Problems, located: Located | undefined): Partial<DialectFacts> {
  const facts: Partial<DialectFacts> = {};
  const fields = located && readFields(problems, located, "facts", { known: factKeys });
  const at = (key: (typeof factKeys)[number]): Located | undefined => fields?.get(key)?.value;
  const done = at("doneSentinel");
  const sentinel = done && readChoice(problems, done, "doneSentinel", ["required", "optional"]);
  if (sentinel) facts.doneSentinel = sentinel;
  const reasoning = at("reasoningEvent");
  const infix =
    reasoning && readChoice(problems, reasoning, "reasoningEvent", ["reasoning", "reasoning_text"]);
  if (infix) facts.reasoningEvent = infix;
  const ambient = at("ambientEvents");
  if (ambient) facts.ambientEvents = readStrings(problems, ambient, "ambientEvents");
  for (const key of ["unprefixedExtensions", "absentForNull"] as const) {
    const flag = at(key);
    const value = flag && readBoolean(problems, flag, key);
    if (value !== undefined) facts[key] = value;
  }
  return facts;
}

function readLevels(
  problems: Problems,
  located: Located | undefined,
  ruleIds: readonly string[],
): Record<string, Level> {
  const result: Record<string, Level> = {};
  if (!located) return result;
  const fields = readFields(problems, located, "levels", {
    known: located.kind === "map" ? [...located.entries.keys()] : [],
  });
  for (const [rule, { place, value }] of fields ?? []) {
    if (!ruleIds.includes(rule)) {
      const hint =
        didYouMean(rule, ruleIds) || " `responses-conformance list rules` lists all ids.";
      meaningError(problems, place, `there is no rule "${rule}".${hint}`);
    }
    const level = readChoice(problems, value, `level of ${rule}`, levels);
    if (level) result[rule] = level;
  }
  return result;
}

function readLinks(problems: Problems, located: Located | undefined): Record<string, string> {
  const result: Record<string, string> = {};
  if (!located) return result;
  const fields = readFields(problems, located, "specs", {
    known: located.kind === "map" ? [...located.entries.keys()] : [],
  });
  for (const [prefix, { value }] of fields ?? []) {
    const url = readString(problems, value, `specs.${prefix}`);
    if (url === undefined) continue;
    if (/^https?:\/\/\S+$/.test(url)) result[prefix] = url;
    else shapeError(problems, value.place, `specs.${prefix} must be an http or https URL`);
  }
  return result;
}
