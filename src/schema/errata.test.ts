import { describe, expect, it } from "vitest";
import { readErrata } from "../../scripts/schemas/errata.ts";
import { readRevision } from "../../scripts/schemas/files.ts";
import { isObject, type Json } from "../json/json.ts";
import { escapeToken, parsePointer } from "../json/pointer.ts";
import { compiledOf, instance, readFiles, REVISIONS, ROOT } from "./schemas.testing.ts";
import { judge, link } from "./walk.ts";

/** The value with another put at the pointer, or without what stood there. */
function edited(value: Json, [key, ...rest]: string[], put: Json | undefined): Json {
  if (key === undefined) return put ?? null;
  if (!isObject(value)) throw new Error(`no field ${escapeToken(key)} to edit`);
  if (rest.length > 0) return { ...value, [key]: edited(value[key] ?? null, rest, put) };
  const { [key]: _gone, ...others } = value;
  return put === undefined ? others : { ...others, [key]: put };
}

describe.each(REVISIONS)("the errata of %s", async (_name, dialect) => {
  const files = await readFiles(dialect);
  const errata = readErrata(await readRevision(ROOT, dialect.base, dialect.revision));
  const definitions = link(await compiledOf(dialect));

  it("each have an id of their own, a place, a reason and evidence", () => {
    expect(errata.length).toBeGreaterThan(4);
    expect(new Set(errata.map(({ id }) => id)).size).toBe(errata.length);
    for (const erratum of errata) {
      for (const key of ["id", "definition", "pointer", "document", "accept", "why", "evidence"])
        expect(erratum[key], `${key} of ${JSON.stringify(erratum)}`).toBeTypeOf("string");
      expect("put" in erratum).not.toBe("leaveOut" in erratum);
      expect(erratum.differs, `differs of ${erratum.id}`).toEqual(
        expect.arrayContaining([expect.stringMatching(/^[a-z-]+\/\S+#\S* [a-z-]+( .+)?$/)]),
      );
    }
  });

  it.each(errata.map((erratum) => [erratum.id, erratum] as const))(
    "%s is accepted",
    (_, erratum) => {
      const name = String(erratum["definition"]);
      const definition = definitions.get(name);
      if (definition === undefined) throw new Error(`there is no definition ${name}`);
      const path = parsePointer(String(erratum["pointer"]));
      const put = erratum["leaveOut"] === true ? undefined : ((erratum["put"] ?? null) as Json);
      const value = edited(instance(files, name, true), path, put);
      expect(judge(definition, value)).toEqual([]);
    },
  );
});
