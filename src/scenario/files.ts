import { readdirSync, statSync, type Stats } from "node:fs";
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from "node:path";
import { assetPath } from "../assets/assets.ts";
import { shippedScenarios } from "../assets/suites.ts";
import { didYouMean } from "./suggest.ts";
import type { SourceError } from "./types.ts";

/** A scenario file that was found. */
export interface FoundFile {
  path: string;
  /** Path as messages show it: relative if it is below the working folder. */
  shown: string;
  /** The id that it must have: `folder/file`. */
  id: string;
  /** Its text, if it ships in the file of its suite and is not a file itself. */
  text?: string;
}

/** Folders below `suites` that hold something other than scenarios. */
const noSuites = new Set(["dialects"]);
/** The one file beside the suites that is not a scenario. */
const isRequirements = (path: string): boolean => path === assetPath("suites", "requirements.yaml");
const maxFolders = 8;
const maxFiles = 5000;

/** Suites that run only if they are named, because they may cost money and few endpoints offer what they test. */
const optIn: ReadonlySet<string> = new Set(["hosted-tools"]);

/**
 * Names of the built-in suites: `core` first, because a violation there mostly shows in all suites and its simplest case
 * is in `core`; then the others in alphabetical order.
 */
export function builtinSuites(): string[] {
  const names = suiteFolders()
    .filter((name) => !noSuites.has(name))
    .sort();
  return [...names.filter((name) => name === "core"), ...names.filter((name) => name !== "core")];
}

/** The folders below `suites`. */
function suiteFolders(): string[] {
  const shipped = shippedScenarios();
  if (shipped) return [...new Set(Array.from(shipped.keys(), (path) => dirname(path)))];
  return readdirSync(assetPath("suites"), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name);
}

/** The scenarios of the installed program at a path below `suites`, or in the folder there. None in the checkout. */
const shippedAt = (target: string): FoundFile[] =>
  [...(shippedScenarios() ?? [])]
    .map(([name, text]) => ({
      path: assetPath("suites", name),
      // No path of the user's: a reader, or an annotation of a checkout, must not look for it there.
      shown: `responses-conformance:suites/${name}`,
      id: name.replace(/\.yaml$/, ""),
      text,
    }))
    .filter(({ path }) => path === target || path.startsWith(`${target}${sep}`));

/**
 * The scenario files of suites, in the given order.
 * @param suites names of built-in suites, or paths of files and folders; empty: all built-in suites except those to opt into
 * @param cwd folder that paths are relative to
 */
export function findFiles(
  suites: readonly string[],
  cwd: string,
): { files: FoundFile[]; errors: SourceError[] } {
  const known = builtinSuites();
  const files = new Map<string, FoundFile>();
  const errors: SourceError[] = [];
  for (const name of suites.length > 0 ? suites : known.filter((suite) => !optIn.has(suite))) {
    const target = known.includes(name) ? assetPath("suites", name) : resolve(cwd, name);
    const shipped = shippedAt(target);
    for (const file of shipped) files.set(file.path, file);
    if (shipped.length > 0) continue;
    const paths = pathsBelow(target);
    if (typeof paths === "string")
      errors.push({ file: name, line: 0, column: 0, message: explain(name, paths, known) });
    else for (const path of paths) files.set(path, found(path, cwd));
  }
  return { files: [...files.values()], errors };
}

function found(path: string, cwd: string): FoundFile {
  const below = relative(cwd, path);
  const name = basename(path).replace(/\.ya?ml$/, "");
  return {
    path,
    shown: below.startsWith("..") || isAbsolute(below) ? path : below,
    id: `${basename(dirname(path))}/${name}`,
  };
}

function explain(name: string, problem: string, known: readonly string[]): string {
  const looksLikePath = /[/\\]|^\.|\.ya?ml$/.test(name);
  if (problem !== "missing") return problem;
  if (looksLikePath) return "no such file or folder";
  return `there is no suite "${name}".${didYouMean(name, known)} Known: ${known.join(", ")}; for a folder of your own, write ./${name}`;
}

/** All scenario files below a path, or what is wrong with it: `missing`, or a message. */
function pathsBelow(target: string): string[] | string {
  const stats = statOf(target);
  if (!stats) return "missing";
  if (stats.isFile())
    return /\.ya?ml$/.test(target)
      ? [target]
      : "is not a scenario file; its name must end in .yaml";
  const paths: string[] = [];
  let tooDeep = false;
  const walk = (folder: string, depth: number): void => {
    if (depth > maxFolders || paths.length > maxFiles) return void (tooDeep = true);
    const entries = readdirSync(folder, { withFileTypes: true }).sort((a, b) =>
      a.name < b.name ? -1 : 1,
    );
    for (const entry of entries) {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) {
        if (
          !entry.name.startsWith(".") &&
          entry.name !== "node_modules" &&
          !noSuites.has(entry.name)
        )
          walk(path, depth + 1);
      } else if (/\.ya?ml$/.test(entry.name) && !isRequirements(path) && statOf(path)?.isFile())
        paths.push(path);
    }
  };
  try {
    walk(target, 0);
  } catch (error) {
    return `cannot be read: ${error instanceof Error ? error.message : String(error)}`;
  }
  if (tooDeep)
    return `is too large for a suite: more than ${maxFiles} files, or more than ${maxFolders} levels of folders`;
  return paths.length > 0 ? paths : "has no scenario file (.yaml)";
}

function statOf(path: string): Stats | undefined {
  try {
    return statSync(path);
  } catch {
    return undefined;
  }
}
