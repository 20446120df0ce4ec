// Reads the errata of a revision: where its schemas differ from its document on purpose.
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { parse } from "yaml";
import { SchemaError } from "./schema-files.mjs";

/**
 * @typedef {Record<string, unknown> & { id: string, why: string, differs: string[] }} Erratum an entry of errata.yaml, the
 *   head of the first one says what its fields mean; `differs` are lines of the drift report
 */

/** @param {unknown} value @returns {value is string} */
const isText = (value) => typeof value === "string" && value !== "";

/**
 * The errata of a revision: those of the revision that it extends, without those that its revision.json removes, and
 * its own. Of two with one id its own counts.
 * @param {import("./schema-files.mjs").Revision} revision
 * @returns {Promise<Erratum[]>}
 * @throws {SchemaError} when the file does not have that form
 */
export async function readErrata({ folder, parent, removesErrata }) {
  const inherited = parent === undefined ? [] : await readErrata(parent);
  const unknown = removesErrata.find((id) => !inherited.some((erratum) => erratum.id === id));
  if (unknown !== undefined)
    throw new SchemaError(
      join(folder, "revision.json"),
      "/removesErrata",
      `no "${unknown}" to remove`,
    );
  const file = join(folder, "errata.yaml");
  const own = existsSync(file) ? (parse(await readFile(file, "utf8")) ?? []) : [];
  if (!Array.isArray(own)) throw new SchemaError(file, "", "not a list");
  for (const [i, { id, why, differs }] of own.entries())
    if (
      ![id, why].every(isText) ||
      !Array.isArray(differs) ||
      !differs.length ||
      !differs.every(isText)
    )
      throw new SchemaError(file, `/${i}`, "needs id, why and differs, a list of report lines");
  const gone = new Set([...removesErrata, ...own.map(({ id }) => id)]);
  return [...inherited.filter(({ id }) => !gone.has(id)), ...own];
}
