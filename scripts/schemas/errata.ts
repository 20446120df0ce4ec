// Reads the errata of a revision: where its schemas differ from its document on purpose.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { type Revision, SchemaError } from "./files.ts";

/** An entry of errata.yaml; the head of the first of these files says what its fields mean. */
export interface Erratum extends Record<string, unknown> {
  id: string;
  why: string;
  /** Lines of the drift report that it explains. */
  differs: string[];
}

const isText = (value: unknown): boolean => typeof value === "string" && value !== "";

/**
 * The errata of a revision: those of the revision that it extends, without those that its revision.json removes, and
 * its own. Of two with one id its own counts.
 * @throws SchemaError when the file does not have that form
 */
export function readErrata({ folder, parent, removesErrata }: Revision): Erratum[] {
  const inherited = parent === undefined ? [] : readErrata(parent);
  const file = join(folder, "errata.yaml");
  for (const id of removesErrata)
    if (!inherited.some((erratum) => erratum.id === id))
      throw new SchemaError(join(folder, "revision.json"), "/removesErrata", `there is no "${id}"`);
  const own: unknown = existsSync(file) ? (parse(readFileSync(file, "utf8")) ?? []) : [];
  if (!Array.isArray(own)) throw new SchemaError(file, "", "not a list");
  for (const [i, { id, why, differs }] of (own as Erratum[]).entries())
    if (
      ![id, why, ...(Array.isArray(differs) && differs.length > 0 ? differs : [""])].every(isText)
    )
      throw new SchemaError(file, `/${i}`, "needs id, why and differs, a list of report lines");
  const gone = new Set([...removesErrata, ...(own as Erratum[]).map(({ id }) => id)]);
  return [...inherited.filter(({ id }) => !gone.has(id)), ...(own as Erratum[])];
}
