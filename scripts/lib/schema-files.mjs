// Reads the schemas of a revision: the files in its folder, and those that it takes from the revision that it extends.
import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";

/**
 * @typedef {Record<string, any>} Schema a JSON Schema; schema-code.mjs has the list of keywords
 * @typedef {ReadonlyMap<string, { file: string, schema: Schema }>} Schemas by name ("events/error"), sorted
 * @typedef {object} Revision one revision of a dialect
 * @property {string} dialect
 * @property {string} date
 * @property {string} folder where its own files are
 * @property {Revision | undefined} parent the revision that it extends
 * @property {string[]} removesErrata ids of errata of the parent that do not apply to this revision
 * @property {Schemas} schemas all its definitions, those of the parent included
 */

const DATE = /^\d{4}-\d\d-\d\d$/;

/** A schema that cannot be used, with the file and the place in it. */
export class SchemaError extends Error {
  /** @param {string} file @param {string} pointer @param {string} message */
  constructor(file, pointer, message) {
    super(`${file}${pointer && `#${pointer}`}: ${message}`);
    this.name = "SchemaError";
  }
}

/** @param {string} file */
async function readJson(file) {
  try {
    return JSON.parse(await readFile(file, "utf8"));
  } catch (error) {
    throw new SchemaError(file, "", error instanceof Error ? error.message : String(error));
  }
}

/** @param {unknown} value @returns {value is string[]} */
const isTexts = (value) => Array.isArray(value) && value.every((each) => typeof each === "string");

/**
 * Reads revision.json: what a revision extends, and what it does not take from there.
 * @param {string} folder
 * @param {string} date
 * @returns {Promise<{ extends: string | null, removes: string[], removesErrata: string[] }>}
 */
async function readHead(folder, date) {
  const file = join(folder, "revision.json");
  const { extends: older, removes = [], removesErrata = [], ...others } = await readJson(file);
  if (older !== null && !(typeof older === "string" && DATE.test(older) && older < date))
    throw new SchemaError(
      file,
      "/extends",
      `must be the date of an older revision, or null for a revision with all its files`,
    );
  if (!isTexts(removes)) throw new SchemaError(file, "/removes", "must be a list of definitions");
  if (!isTexts(removesErrata))
    throw new SchemaError(file, "/removesErrata", "must be a list of ids");
  const [unknown] = Object.keys(others);
  if (unknown !== undefined) throw new SchemaError(file, `/${unknown}`, "is not known here");
  return { extends: older, removes, removesErrata };
}

/**
 * Reads the schemas of one revision.
 * @param {string} root the folder that has `schemas/`
 * @param {string} dialect
 * @param {string} date
 * @returns {Promise<Revision>}
 * @throws {SchemaError} for a file that cannot be used, or that the revision should not have
 */
export async function readRevision(root, dialect, date) {
  const folder = join(root, "schemas", dialect, date);
  if (!DATE.test(date)) throw new SchemaError(folder, "", "must be a date, like 2026-01-31");
  const head = await readHead(folder, date);
  const parent =
    head.extends === null ? undefined : await readRevision(root, dialect, head.extends);
  const all = new Map(parent?.schemas);
  for (const [i, name] of head.removes.entries())
    if (!all.delete(name))
      throw new SchemaError(
        join(folder, "revision.json"),
        `/removes/${i}`,
        `there is no "${name}" in ${head.extends}`,
      );
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    const file = join(entry.parentPath, entry.name);
    const name = file.slice(folder.length + 1, -".json".length).replaceAll("\\", "/");
    if (!entry.isFile() || !entry.name.endsWith(".json") || name === "revision") continue;
    const schema = await readJson(file);
    const inherited = all.get(name);
    if (inherited !== undefined && canonical(inherited.schema) === canonical(schema))
      throw new SchemaError(file, "", `is the same in ${head.extends}: delete this file`);
    all.set(name, { file, schema });
  }
  if (all.size === 0) throw new SchemaError(folder, "", "there is no schema");
  // Compared with their ending: the hash depends on this order.
  const sorted = [...all].sort(([a], [b]) => (`${a}.json` < `${b}.json` ? -1 : 1));
  const { removesErrata } = head;
  return { dialect, date, folder, parent, removesErrata, schemas: new Map(sorted) };
}

/**
 * JSON with its keys in order, so that layout and key order do not touch the hash.
 * @param {any} value
 * @returns {string}
 */
function canonical(value) {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  const pairs = Object.keys(value)
    .sort()
    .map((key) => `${JSON.stringify(key)}:${canonical(value[key])}`);
  return `{${pairs.join(",")}}`;
}

/**
 * The identity of a schema, which follows from its place.
 * @param {Pick<Revision, "dialect" | "date">} revision
 * @param {string} name
 */
export const idOf = ({ dialect, date }, name) =>
  `https://responses-conformance.example/schemas/${dialect}/${date}/${name}.json`;

/**
 * The definition that a `$ref` leads to.
 * @param {string} ref such as "../fields/event.json"
 * @param {string} from name of the definition that has it
 */
export const refersTo = (ref, from) =>
  new URL(ref, `file:///${from}.json`).pathname.slice(1, -".json".length);

/**
 * sha256 over all schemas of a revision, in hex: it names exactly what a report was judged by.
 * @param {Revision} revision
 */
export function hashOf(revision) {
  const hash = createHash("sha256");
  for (const [name, { schema }] of revision.schemas)
    hash.update(`${name}\n${canonical({ ...schema, $id: idOf(revision, name) })}\n`);
  return hash.digest("hex");
}
