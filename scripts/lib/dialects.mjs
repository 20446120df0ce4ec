// The dialects that ship with the package and their revisions: suites/dialects/*.yaml is the one source of both.
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { parse } from "yaml";
import { readRevision, SchemaError } from "./schema-files.mjs";

/** @typedef {Record<string, any>} Described what a file says, of a dialect or of one of its revisions */

/** @param {string} file @param {Described} others keys that nothing reads */
function refuseOthers(file, others) {
  for (const key of Object.keys(others)) throw new SchemaError(file, "", `unknown key "${key}"`);
}

/**
 * A dialect in each of its revisions, newest first, as `Dialect` in src/dialect/dialect.ts says. The title is made here,
 * of the name and the date of the document, so that it cannot be that of another revision.
 * @param {string} file
 * @param {string} name
 * @param {Described} described
 */
function describeRevisions(file, name, described) {
  const { document, facts, levels, specs, revisions, ...others } = described;
  refuseOthers(file, others);
  return revisions.map((/** @type {Described} */ own) => {
    const { date, document: ownDocument = document, ...changes } = own;
    const { facts: ownFacts, levels: ownLevels, specs: ownSpecs, ...rest } = changes;
    refuseOthers(file, rest);
    return {
      name,
      title: `${ownDocument} ${date}`,
      base: name,
      revision: String(date),
      facts: { ...facts, ...ownFacts },
      levels: { ...levels, ...ownLevels },
      specs: { ...specs, ...ownSpecs },
    };
  });
}

/**
 * The dates of a dialect's revisions.
 * @param {string} root
 * @param {string} file
 * @param {string} name
 * @param {Described[]} revisions
 * @throws {SchemaError} if the file and the folders of schemas do not have the same revisions
 */
async function datesOf(root, file, name, revisions) {
  const dates = revisions.map(({ date }) => String(date));
  const sorted = [...new Set(dates)].sort().reverse();
  if (String(sorted) !== String(dates))
    throw new SchemaError(file, "", `revisions must be newest first: ${sorted.join(", ")}`);
  const entries = await readdir(join(root, "schemas", name), { withFileTypes: true });
  const folders = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  for (const folder of folders)
    if (!dates.includes(folder))
      throw new SchemaError(
        file,
        "",
        `its revisions lack ${folder}, which has a folder in schemas`,
      );
  for (const date of dates)
    if (!folders.includes(date))
      throw new SchemaError(file, "", `there is no folder schemas/${name}/${date}`);
  return dates;
}

/**
 * Reads all dialects, the default one first.
 * @param {string} root the folder that has `suites/` and `schemas/`
 * @returns of each its name, how its revisions are described, and their schemas, newest first
 * @throws {SchemaError} for a file that cannot be used
 */
export async function readDialects(root) {
  const folder = join(root, "suites", "dialects");
  const files = (await readdir(folder)).filter((file) => file.endsWith(".yaml")).sort();
  const read = await Promise.all(
    files.map(async (base) => {
      const name = base.slice(0, -".yaml".length);
      const file = join(folder, base);
      const { default: first = false, ...described } = parse(await readFile(file, "utf8"));
      const dates = await datesOf(root, file, name, described.revisions);
      const revisions = await Promise.all(dates.map((date) => readRevision(root, name, date)));
      return { name, first, described: describeRevisions(file, name, described), revisions };
    }),
  );
  if (read.filter(({ first }) => first).length !== 1)
    throw new SchemaError(folder, "", "one dialect must have `default: true`, and only one");
  return read.sort((a, b) => Number(b.first) - Number(a.first));
}
