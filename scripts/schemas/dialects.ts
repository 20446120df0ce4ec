// The dialects that ship with the package and their revisions: suites/dialects/*.yaml is the one source of both.
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { parse } from "yaml";
import type { Dialect } from "../../src/dialect/dialect.ts";
import { readRevision, type Revision, SchemaError } from "./files.ts";

/** What may differ from one revision to the next. */
type Changes = Partial<
  Pick<Dialect, "facts" | "levels" | "ignored" | "specs"> & { document: string }
>;

/** What a dialect's file says. */
type Described = Changes & { default?: boolean; revisions: (Changes & { date: string })[] };

const CHANGES = ["document", "facts", "levels", "ignored", "specs"];

function refuseUnknown(file: string, value: object, known: string[]): void {
  for (const key of Object.keys(value))
    if (!known.includes(key)) throw new SchemaError(file, "", `unknown key "${key}"`);
}

/**
 * A dialect in each of its revisions, newest first. The title is made here, of the name and the date of the document,
 * so that it cannot be that of another revision.
 */
function describe(file: string, name: string, described: Described): Dialect[] {
  refuseUnknown(file, described, ["default", "revisions", ...CHANGES]);
  return described.revisions.map((own) => {
    refuseUnknown(file, own, ["date", ...CHANGES]);
    return {
      name,
      title: `${own.document ?? described.document} ${own.date}`,
      base: name as Dialect["base"],
      revision: own.date,
      facts: { ...described.facts, ...own.facts } as Dialect["facts"],
      levels: { ...described.levels, ...own.levels },
      ignored: { ...described.ignored, ...own.ignored },
      specs: { ...described.specs, ...own.specs },
    };
  });
}

/** @throws SchemaError if a dialect's file and its folders of schemas do not have the same revisions */
async function checkDates(
  root: string,
  file: string,
  name: string,
  dates: string[],
): Promise<void> {
  const sorted = [...new Set(dates)].sort().reverse();
  if (String(sorted) !== String(dates))
    throw new SchemaError(file, "", `revisions must be newest first: ${sorted.join(", ")}`);
  const entries = await readdir(join(root, "schemas", name), { withFileTypes: true });
  const folders = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  const unlisted = folders.find((folder) => !dates.includes(folder));
  if (unlisted !== undefined)
    throw new SchemaError(file, "", `revisions lack ${unlisted}, which schemas/${name} has`);
  const missing = dates.find((date) => !folders.includes(date));
  if (missing !== undefined)
    throw new SchemaError(file, "", `there is no folder schemas/${name}/${missing}`);
}

/** A dialect with all its revisions, newest first, and their schemas in the same order. */
export interface DialectSource {
  name: string;
  described: Dialect[];
  revisions: Revision[];
}

/**
 * Reads all dialects, the default one first.
 * @param root the folder that has `suites/` and `schemas/`
 * @throws SchemaError for a file that cannot be used
 */
export async function readDialects(root: string): Promise<DialectSource[]> {
  const folder = join(root, "suites", "dialects");
  const first: DialectSource[] = [];
  const others: DialectSource[] = [];
  for (const base of (await readdir(folder)).filter((file) => file.endsWith(".yaml")).sort()) {
    const file = join(folder, base);
    const name = base.slice(0, -".yaml".length);
    const read = parse(await readFile(file, "utf8")) as Described;
    const described = describe(file, name, read);
    const dates = described.map(({ revision }) => revision);
    await checkDates(root, file, name, dates);
    const revisions = await Promise.all(dates.map((date) => readRevision(root, name, date)));
    (read.default ? first : others).push({ name, described, revisions });
  }
  if (first.length !== 1)
    throw new SchemaError(folder, "", "one dialect must have `default: true`, and only one");
  return [...first, ...others];
}
