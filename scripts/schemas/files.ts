// Reads the schemas of a revision: the files in its folder, and those that it takes from the revision that it extends.
import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { isObject, type Json } from "../../src/json/json.ts";

/** A JSON Schema, with the keywords that ajv.ts and compile.ts accept. */
export type Schema = {
  title?: string;
  description?: string;
  type?: string | string[];
  const?: Json;
  enum?: Json[];
  required?: string[];
  properties?: Record<string, Schema>;
  additionalProperties?: Schema;
  items?: Schema;
  allOf?: Schema[];
  if?: Schema;
  then?: Schema;
  else?: Schema;
  not?: Schema;
  $ref?: string;
  "x-dispatch"?: string | string[];
  "x-definition"?: string;
};

/** Schemas with their files, by name of the definition ("events/error"), sorted. */
export type Schemas = ReadonlyMap<string, { file: string; schema: Schema }>;

/** One revision of a dialect. */
export interface Revision {
  dialect: string;
  date: string;
  /** Where its own files are. */
  folder: string;
  /** The revision that it extends. */
  parent: Revision | undefined;
  /** Ids of errata of the parent that do not apply to this revision. */
  removesErrata: string[];
  /** All its definitions, those of the parent included. */
  schemas: Schemas;
}

/** What revision.json says. */
interface Head {
  extends: string | null;
  removes: string[];
  removesErrata: string[];
}

/** A schema that cannot be used, with the file and the place in it. */
export class SchemaError extends Error {
  constructor(file: string, pointer: string, message: string) {
    super(`${file}${pointer && `#${pointer}`}: ${message}`);
  }
}

const DATE = /^\d{4}-\d\d-\d\d$/;

async function readJson(file: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(file, "utf8"));
  } catch (error) {
    throw new SchemaError(file, "", error instanceof Error ? error.message : String(error));
  }
}

async function readHead(file: string, date: string): Promise<Head> {
  const read = (await readJson(file)) as Partial<Head>;
  const head = { removes: [], removesErrata: [], ...read };
  for (const key of Object.keys(head))
    if (!["extends", "removes", "removesErrata"].includes(key))
      throw new SchemaError(file, `/${key}`, "is not known here");
  const { extends: older } = head;
  if (older === null || (older && DATE.test(older) && older < date))
    return { ...head, extends: older };
  throw new SchemaError(file, "/extends", "must be the date of an older revision, or null");
}

/**
 * Reads the schemas of one revision.
 * @param root the folder that has `schemas/`
 * @throws SchemaError for a file that cannot be used, or that the revision should not have
 */
export async function readRevision(root: string, dialect: string, date: string): Promise<Revision> {
  const folder = join(root, "schemas", dialect, date);
  if (!DATE.test(date)) throw new SchemaError(folder, "", "must be a date, like 2026-01-31");
  const headFile = join(folder, "revision.json");
  const { extends: older, removes, removesErrata } = await readHead(headFile, date);
  const parent = older === null ? undefined : await readRevision(root, dialect, older);
  const all = new Map(parent?.schemas);
  for (const [i, name] of removes.entries())
    if (!all.delete(name))
      throw new SchemaError(headFile, `/removes/${i}`, `there is no "${name}" in ${older}`);
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    const file = join(entry.parentPath, entry.name);
    const name = file.slice(folder.length + 1, -".json".length).replaceAll("\\", "/");
    if (!entry.isFile() || !entry.name.endsWith(".json") || file === headFile) continue;
    const schema = (await readJson(file)) as Schema;
    const inherited = all.get(name);
    if (inherited !== undefined && canonical(inherited.schema) === canonical(schema))
      throw new SchemaError(file, "", `is the same in ${older}: delete this file`);
    all.set(name, { file, schema });
  }
  if (all.size === 0) throw new SchemaError(folder, "", "there is no schema");
  // Compared with their ending: the hash depends on this order.
  const sorted = [...all].sort(([a], [b]) => (`${a}.json` < `${b}.json` ? -1 : 1));
  return { dialect, date, folder, parent, removesErrata, schemas: new Map(sorted) };
}

/** JSON with its keys in order and without words for people, so that these and the layout do not touch the hash. */
function canonical(value: Json | undefined): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (!isObject(value)) return JSON.stringify(value);
  const isWords = (key: string): boolean =>
    (key === "title" || key === "description") && typeof value[key] === "string";
  const pairs = Object.keys(value)
    .filter((key) => !isWords(key))
    .sort()
    .map((key) => `${JSON.stringify(key)}:${canonical(value[key])}`);
  return `{${pairs.join(",")}}`;
}

/** The definition that a `$ref` such as "../fields/event.json" leads to, from another definition. */
export const refersTo = (ref: string, from: string): string =>
  new URL(ref, `file:///${from}.json`).pathname.slice(1, -".json".length);

/** sha256 over all schemas of a revision, in hex: it names exactly what a report was judged by. */
export function hashOf({ dialect, date, schemas }: Revision): string {
  const hash = createHash("sha256");
  for (const [name, { schema }] of schemas) {
    // The identity of a schema follows from its place.
    const $id = `https://responses-conformance.example/schemas/${dialect}/${date}/${name}.json`;
    hash.update(`${name}\n${canonical({ ...schema, $id })}\n`);
  }
  return hash.digest("hex");
}
