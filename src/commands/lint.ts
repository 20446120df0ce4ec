import { readFile } from "node:fs/promises";
import { basename } from "node:path";
import { readConfigFile } from "../config/file.ts";
import { openDialect } from "../config/open-dialect.ts";
import { configFileName } from "../config/settings.ts";
import { parseWaivers } from "../config/waivers.ts";
import { builtinDialects } from "../dialect/dialect.ts";
import { plural, safe } from "../report/text.ts";
import { exitCodes } from "../result/run.ts";
import { findFiles, type FoundFile } from "../scenario/files.ts";
import { lintScenarios } from "../scenario/lint.ts";
import { parseLocated } from "../scenario/located.ts";
import { showPlace, type SourceError } from "../scenario/types.ts";
import { write, type Io } from "./io.ts";
import { loadDialects, ruleIds } from "./judging.ts";

/** What a YAML file describes, decided by its keys. */
type Kind = "scenario" | "config" | "waivers" | "dialect" | "empty";

/** Problems of files: errors, which make a file unusable, and warnings. */
interface Found {
  errors: SourceError[];
  warnings: SourceError[];
}

/**
 * Checks scenario, config, waiver and dialect files, and folders of them. It sends nothing.
 * @returns 0 if no file has an error, else 2
 */
export async function lint(
  paths: readonly string[],
  { quiet = false }: { quiet?: boolean },
  io: Io,
): Promise<number> {
  const { files, errors } = findFiles(paths, io.cwd);
  const found: Found = { errors: [...errors], warnings: [] };
  const scenarios: string[] = [];
  for (const file of files) {
    const kind = await kindOf(file);
    if (kind === "empty")
      found.errors.push({ file: file.shown, line: 1, column: 1, message: empty });
    else if (kind === "scenario") scenarios.push(file.path);
    else await lintOther(kind, file, found);
  }
  if (scenarios.length > 0) await lintSuites(scenarios, found, io.cwd);
  const order = new Map(files.map(({ shown }, index) => [shown, index]));
  const problems = [
    ...found.errors.map((problem) => ({ ...problem, word: "error" })),
    ...(quiet ? [] : found.warnings.map((problem) => ({ ...problem, word: "warning" }))),
  ].toSorted(
    (a, b) =>
      (order.get(a.file) ?? -1) - (order.get(b.file) ?? -1) ||
      a.line - b.line ||
      a.column - b.column,
  );
  const lines = problems.map((problem) =>
    safe(`${showPlace(problem)}: ${problem.word}: ${problem.message}`),
  );
  const counts = `${plural(found.errors.length, "error")}, ${plural(found.warnings.length, "warning")}`;
  await write(
    io.stdout,
    `${[...lines, `${plural(files.length, "file")}: ${counts}`].join("\n")}\n`,
  );
  return found.errors.length > 0 ? exitCodes.usage : exitCodes.conformant;
}

const empty =
  "the file is empty. Expected a scenario (id, title, steps), a config, a list of waivers, or a dialect (name, extends)";

/** The kind of a file. A config without settings is one by its name alone. An unreadable file counts as a scenario; reading it as one then reports why. */
async function kindOf({ path, shown, text: shipped }: FoundFile): Promise<Kind> {
  const read = shipped ?? (await readFile(path, "utf8").catch(() => undefined));
  const text = read ?? "";
  // The readers have bounds of their own; here a look at the head is enough.
  if (text.length > 2 ** 20) return "scenario";
  const { root, errors } = parseLocated(text, shown);
  if (root?.kind === "scalar" && root.value === null && errors.length === 0 && read !== undefined)
    return basename(path) === configFileName ? "config" : "empty";
  if (root?.kind === "list") return "waivers";
  if (root?.kind !== "map") return "scenario";
  const has = (key: string): boolean => root.entries.has(key);
  if (has("steps") || has("id")) return "scenario";
  return has("extends") ? "dialect" : "config";
}

async function lintOther(kind: Kind, { path, shown }: FoundFile, found: Found): Promise<void> {
  if (kind === "waivers") {
    const read = parseWaivers(await readFile(path, "utf8"), shown, { ruleIds });
    found.errors.push(...read.errors);
    return;
  }
  if (kind === "dialect") {
    const read = await openDialect(path, ruleIds);
    if (read && "errors" in read)
      found.errors.push(...read.errors.map((error) => ({ ...error, file: shown })));
    return;
  }
  const read = await readConfigFile(path);
  found.errors.push(...(read?.errors ?? []).map((error) => ({ ...error, file: shown })));
  for (const message of read?.notes ?? [])
    found.warnings.push({ file: shown, line: 0, column: 0, message });
}

async function lintSuites(paths: readonly string[], found: Found, cwd: string): Promise<void> {
  const dialects = await loadDialects(builtinDialects);
  const { errors, warnings } = await lintScenarios(paths, {
    ruleIds,
    specPrefixes: new Set(dialects.flatMap(({ dialect }) => Object.keys(dialect.specs))),
    eventTypes: new Set(dialects.flatMap(({ schemas }) => [...schemas.eventTypes])),
    cwd,
  });
  found.errors.push(...errors);
  found.warnings.push(...warnings);
}
