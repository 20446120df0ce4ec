import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { isObject, type Json, type JsonObject } from "../json/json.ts";
import { escapeToken, parsePointer } from "../json/pointer.ts";
import type { CompiledSchemas } from "./compiled.ts";
import openai from "./generated/openai.mjs";
import openresponses from "./generated/openresponses.mjs";
import { FOLDERS, instance, readFiles } from "./testing.ts";
import { judge, link } from "./walk.ts";

const COMPILED: [keyof typeof FOLDERS, CompiledSchemas][] = [
  ["openresponses", openresponses],
  ["openai", openai],
];

/** The value with another put at the pointer, or without what stood there. */
function edited(value: Json, [key, ...rest]: string[], put: Json | undefined): Json {
  if (key === undefined) return put ?? null;
  if (!isObject(value)) throw new Error(`no field ${escapeToken(key)} to edit`);
  if (rest.length > 0) return { ...value, [key]: edited(value[key] ?? null, rest, put) };
  const { [key]: _gone, ...others } = value;
  return put === undefined ? others : { ...others, [key]: put };
}

describe.each(COMPILED)("the errata of %s", (dialect, compiled) => {
  const files = readFiles(dialect);
  const read: unknown = parse(readFileSync(join(FOLDERS[dialect], "errata.yaml"), "utf8"));
  const errata: JsonObject[] = Array.isArray(read) ? read.filter((each) => isObject(each)) : [];
  const definitions = link(compiled).byName;

  it("each have an id of their own, a place, a reason and evidence", () => {
    expect(errata.length).toBeGreaterThan(4);
    expect(new Set(errata.map((erratum) => erratum["id"])).size).toBe(errata.length);
    for (const erratum of errata) {
      for (const key of ["id", "definition", "pointer", "document", "accept", "why", "evidence"])
        expect(erratum[key], `${key} of ${JSON.stringify(erratum)}`).toBeTypeOf("string");
      expect("put" in erratum).not.toBe("leaveOut" in erratum);
      expect(erratum["differs"], `differs of ${String(erratum["id"])}`).toEqual(
        expect.arrayContaining([expect.stringMatching(/^[a-z-]+\/\S+#\S* [a-z-]+( .+)?$/)]),
      );
    }
  });

  it.each(errata.map((erratum): [string, JsonObject] => [String(erratum["id"]), erratum]))(
    "%s is accepted",
    (_id, erratum) => {
      const name = String(erratum["definition"]);
      const definition = definitions.get(name);
      if (definition === undefined) throw new Error(`there is no definition ${name}`);
      const path = parsePointer(String(erratum["pointer"]));
      const put = erratum["leaveOut"] === true ? undefined : (erratum["put"] ?? null);
      const value = edited(instance(files, name, true), path, put);
      expect(judge(definition, value)).toEqual([]);
    },
  );
});
