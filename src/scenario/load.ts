import { readFileSync, statSync } from "node:fs";
import { findFiles, type FoundFile } from "./files.ts";
import { globTest } from "./glob.ts";
import { meaningError } from "./read.ts";
import { readScenario, type ReadScenario } from "./read-scenario.ts";
import type { PendingSchema } from "./scope.ts";
import { didYouMean } from "./suggest.ts";
import { showPlace, type Scenario, type SourceError } from "./types.ts";

/** Which scenarios to load. */
export interface LoadOptions {
  /** Names of shipped suites, or paths of files and folders. None: everything that ships, but for those to opt into. */
  suites?: readonly string[];
  /** Globs on ids, see `globTest`: a scenario that any of them meets is loaded. None: all. */
  scenarioGlobs?: readonly string[];
  /** Dialects asked for: scenarios made for others are left out. Undefined: none is. */
  dialects?: readonly string[];
  /** Ids of the rules that exist. Undefined: `except` is not checked. */
  ruleIds?: Iterable<string>;
  /** Folder that paths are relative to; the working folder when left out. */
  cwd?: string;
}

export interface LoadedScenarios {
  /** Those without errors, suites in the order asked for, ids in alphabetical order within. */
  scenarios: Scenario[];
  errors: SourceError[];
  /** One line for each glob that no scenario file meets. */
  unmatched: string[];
}

const maxFileBytes = 1024 * 1024;

/** Finds, reads and checks scenarios. Errors in a file or an option are returned, never thrown. */
export async function loadScenarios(options: LoadOptions = {}): Promise<LoadedScenarios> {
  const { suites = [], scenarioGlobs = [], dialects, cwd = process.cwd() } = options;
  const ruleIds = options.ruleIds && new Set(options.ruleIds);
  const { files, errors } = findFiles(suites, cwd);
  const { chosen, unmatched } = choose(files, scenarioGlobs);
  const scenarios: Scenario[] = [];
  const places = new Map<string, Scenario>();
  for (const file of chosen) {
    const { scenario, problems } = await readScenarioFile(file, ruleIds);
    const wrong = sorted([...problems.shape, ...problems.meaning]);
    const twin = scenario && places.get(scenario.id);
    if (scenario && twin)
      wrong.push({
        ...scenario.place,
        message: `the scenario id ${scenario.id} is used already: ${showPlace(twin.place)}`,
      });
    errors.push(...wrong);
    if (!scenario || wrong.length > 0) continue;
    places.set(scenario.id, scenario);
    if (
      !dialects ||
      !scenario.dialects ||
      scenario.dialects.some((name) => dialects.includes(name))
    )
      scenarios.push(scenario);
  }
  return { scenarios, errors, unmatched };
}

/** Files are chosen by the id that their place asks for, so that the others need not even be read. */
function choose(
  files: readonly FoundFile[],
  globs: readonly string[],
): { chosen: FoundFile[]; unmatched: string[] } {
  if (globs.length === 0) return { chosen: [...files], unmatched: [] };
  const tests = globs.map((glob) => ({ glob, test: globTest(glob) }));
  const ids = files.map(({ id }) => id);
  const names = ids.flatMap((id) => [id, id.slice(id.indexOf("/") + 1)]);
  const unmatched = tests
    .filter(({ test }) => !ids.some(test))
    .map(({ glob }) => `no scenario matches "${glob}".${didYouMean(glob, names)}`);
  return { chosen: files.filter(({ id }) => tests.some(({ test }) => test(id))), unmatched };
}

/** What files held when they were last read. A run that follows another in the same process parses only what has changed. */
const lastRead = new Map<
  string,
  { text: string; ruleIds: ReadonlySet<string> | undefined; read: ReadScenario }
>();

const sameIds = (a?: ReadonlySet<string>, b?: ReadonlySet<string>): boolean =>
  a === b ||
  (a !== undefined && b !== undefined && a.size === b.size && [...a].every((id) => b.has(id)));

/** Reads one file, inline schemas included. What it returns may be returned again: nobody changes it. */
export async function readScenarioFile(
  { path, shown, id, text: shipped }: FoundFile,
  ruleIds: ReadonlySet<string> | undefined,
): Promise<ReadScenario> {
  const text = shipped ?? readText(path);
  if (typeof text !== "string") {
    const problems = {
      shape: [{ file: shown, line: 0, column: 0, message: text.error }],
      meaning: [],
    };
    return {
      scenario: undefined,
      problems,
      schemas: [],
      used: { steps: new Set(), vars: new Set() },
    };
  }
  const key = JSON.stringify([path, shown]);
  const known = lastRead.get(key);
  if (known?.text === text && sameIds(known.ruleIds, ruleIds)) return known.read;
  const read = readScenario(text, { file: shown, id, ruleIds });
  if (read.schemas.length > 0) await compileSchemas(read, read.schemas);
  lastRead.set(key, { text, ruleIds, read });
  return read;
}

async function compileSchemas(
  { problems }: ReadScenario,
  schemas: readonly PendingSchema[],
): Promise<void> {
  const { compileSchema } = await import("./inline-schema.ts");
  for (const { matcher, source, place } of schemas) {
    try {
      matcher.schema = compileSchema(source);
    } catch (error) {
      meaningError(
        problems,
        place,
        `the schema is not valid: ${error instanceof Error ? error.message : String(error)}`,
      );
    }
  }
}

function readText(path: string): string | { error: string } {
  try {
    const { size } = statSync(path);
    if (size > maxFileBytes)
      return { error: `is too large for a scenario: ${size} bytes; the limit is ${maxFileBytes}` };
    return new TextDecoder("utf-8", { fatal: true }).decode(readFileSync(path));
  } catch (error) {
    const why =
      error instanceof TypeError
        ? "it is not UTF-8"
        : error instanceof Error
          ? error.message
          : String(error);
    return { error: `cannot be read: ${why}` };
  }
}

/** Errors sorted by place, so that a reader can go through a file from top to bottom. */
export function sorted(errors: readonly SourceError[]): SourceError[] {
  return errors.toSorted((a, b) => a.line - b.line || a.column - b.column);
}
