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
import { capabilities, type SourceError, type SourcePlace } from "../scenario/types.ts";

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
    const message =
      "the dialect extends itself through other files, or the chain of files is too long";
    if (chain.includes(parent) || chain.length >= mostParents)
      return { errors: [{ ...located.place, message }] };
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

const keys = ["name", "title", "extends", "facts", "levels", "ignored", "specs"] as const;
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
  const at = (key: (typeof keys)[number]): Located | undefined => fields?.get(key)?.value;
  const facts = readMap(
    problems,
    at("facts"),
    "facts",
    (key, value) => factReaders[key as keyof DialectFacts]?.(problems, value, key),
    Object.keys(factReaders),
  );
  const changed = readMap(problems, at("levels"), "levels", (rule, value, place) => {
    const hint = didYouMean(rule, ruleIds) || " `responses-conformance list rules` lists all ids.";
    if (!ruleIds.includes(rule))
      meaningError(problems, place, `there is no rule "${rule}".${hint}`);
    return readChoice(problems, value, `level of ${rule}`, levels);
  });
  const ignored = readMap(
    problems,
    at("ignored"),
    "ignored",
    (capability, value) => readChoice(problems, value, `level of ${capability}`, levels),
    capabilities,
  );
  const links = readMap(problems, at("specs"), "specs", (prefix, value) => {
    const url = readString(problems, value, `specs.${prefix}`);
    if (url === undefined || /^https?:\/\/\S+$/.test(url)) return url;
    shapeError(problems, value.place, `specs.${prefix} must be an http or https URL`);
  });
  const title = at("title");
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
      ignored: { ...parent.ignored, ...ignored },
      specs: { ...parent.specs, ...links },
    },
  };
}

function readName(problems: Problems, fields: Fields, file: string): string | undefined {
  const located = fields.get("name")?.value;
  const name = located
    ? readString(problems, located, "name")
    : basename(file).replace(/(\.dialect)?\.ya?ml$/i, "");
  const place = located?.place ?? { file, line: 1, column: 1 };
  if (name !== undefined && !/^[a-z0-9][a-z0-9._-]{0,63}$/i.test(name))
    shapeError(
      problems,
      place,
      "name must have only letters, digits, dots, dashes and underscores, at most 64 of them",
    );
  else if (builtinDialects.some((builtin) => builtin === name)) {
    const message = `"${name}" is the name of a built-in dialect; choose another name`;
    meaningError(problems, place, message);
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

type Reader<T> = (problems: Problems, located: Located, what: string) => T | undefined;

const oneOf =
  <T extends string>(choices: readonly T[]): Reader<T> =>
  (problems, located, what) =>
    readChoice(problems, located, what, choices);

const factReaders: { [Key in keyof DialectFacts]: Reader<DialectFacts[Key]> } = {
  doneSentinel: oneOf(["required", "optional"]),
  unprefixedExtensions: readBoolean,
  reasoningEvent: oneOf(["reasoning", "reasoning_text"]),
  ambientEvents: readStrings,
  absentForNull: readBoolean,
  lanes: readBoolean,
};

/** The values of a map with any keys, or with those in `known`. @param read reads one; undefined if it is wrong */
function readMap<T>(
  problems: Problems,
  located: Located | undefined,
  what: string,
  read: (key: string, value: Located, place: SourcePlace) => T | undefined,
  known?: readonly string[],
): Record<string, T> {
  const any = located?.kind === "map" ? [...located.entries.keys()] : [];
  const fields = located && readFields(problems, located, what, { known: known ?? any });
  const result: Record<string, T> = {};
  for (const [key, { place, value }] of fields ?? []) {
    const found = read(key, value, place);
    if (found !== undefined) result[key] = found;
  }
  return result;
}
