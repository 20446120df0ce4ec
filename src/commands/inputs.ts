import { createHash } from "node:crypto";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { dialectFiles } from "../config/dialect-file.ts";
import { configFileName, type Settings } from "../config/settings.ts";
import { isPath } from "../config/values.ts";
import { findFiles } from "../scenario/files.ts";
import type { SettingFlags } from "./gather.ts";

/** The files that a run is made from. */
export interface Inputs {
  scenarios: ReadonlySet<string>;
  /** Config, waivers, dialects. */
  others: ReadonlySet<string>;
  /** Folders in which a new file would belong to them. */
  folders: ReadonlySet<string>;
}

/** Most folders below a suite that are looked into. */
const mostFolders = 500;

/**
 * The files that a run with these flags is made from.
 * @param settings undefined as long as they could not be read: then what the flags name
 */
export function inputsOf(flags: SettingFlags, settings: Settings | undefined, cwd: string): Inputs {
  const suites = settings?.suites ?? flags.suite ?? [];
  const roots = suites.filter(isPath).map((path) => resolve(cwd, path));
  const scenarios = new Set(findFiles(suites, cwd).files.map(({ path }) => path));
  const waivers = settings?.waivers ?? flags.waivers;
  const dialects = (settings?.dialects ?? flags.dialect ?? []).filter(isPath);
  const others = new Set([
    resolve(cwd, flags.config ?? configFileName),
    ...(waivers === undefined ? [] : [resolve(cwd, waivers)]),
    ...dialects.flatMap((file) => dialectFiles(resolve(cwd, file))),
  ]);
  const folders = new Set([
    ...[...scenarios, ...others, ...roots].map((path) => dirname(path)),
    ...roots.flatMap(foldersIn),
  ]);
  return { scenarios, others, folders };
}

/** A folder with those below it, as far as scenarios are looked for there. */
function foldersIn(root: string): string[] {
  if (!statSync(root, { throwIfNoEntry: false })?.isDirectory()) return [];
  const found = [root];
  for (const folder of found) {
    if (found.length > mostFolders) break;
    try {
      for (const entry of readdirSync(folder, { withFileTypes: true }))
        if (entry.isDirectory() && !/^\.|^node_modules$/.test(entry.name))
          found.push(join(folder, entry.name));
    } catch {
      // Gone, or not ours to read: the run itself says so.
    }
  }
  return found;
}

/** A digest of the content of each file. Files that cannot be read are left out. */
export function contentsOf({ scenarios, others }: Inputs): Map<string, string> {
  const contents = new Map<string, string>();
  for (const file of [...scenarios, ...others]) {
    try {
      contents.set(file, createHash("sha256").update(readFileSync(file)).digest("hex"));
    } catch {
      // Not there: it counts as changed when it comes.
    }
  }
  return contents;
}

/** The files that differ, in the order of their names. */
export function changedBetween(
  before: ReadonlyMap<string, string>,
  after: ReadonlyMap<string, string>,
): string[] {
  const files = new Set([...before.keys(), ...after.keys()]);
  return [...files].filter((file) => before.get(file) !== after.get(file)).toSorted();
}
