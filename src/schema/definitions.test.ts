import { describe, expect, it } from "vitest";
import { isObject, type Json } from "../json/json.ts";
import { parsePointer } from "../json/pointer.ts";
import { loadSchemas } from "./index.ts";
import { breakages, compiledOf, instance, readFiles, REVISIONS } from "./schemas.testing.ts";
import { judge, link } from "./walk.ts";

/** How many events the documents of some revisions have, with those that are undocumented. */
const EVENTS: Record<string, number> = {
  "openresponses@2026-04-24": 24,
  "openai@2026-08-21": 61,
  "openai@2026-11-17": 65,
};

describe.each(REVISIONS)("the definitions of %s", async (name, dialect) => {
  const files = await readFiles(dialect);
  const set = await loadSchemas(dialect);
  const byName = link(await compiledOf(dialect));
  const judgeAs = (name: string, value: Json) => {
    const definition = byName.get(name);
    if (definition === undefined) throw new Error(`${name} was not compiled`);
    return judge(definition, value);
  };
  const names = [...byName.keys()];

  it("are all there: one per event, item and part file", () => {
    for (const [folder, types] of [
      ["events", set.eventTypes],
      ["items", set.itemTypes],
      ["parts", set.partTypes],
    ] as const) {
      const inFiles = [...files.keys()].filter((name) => name.startsWith(`${folder}/`));
      expect([...types].map((type) => `${folder}/${type}`).sort()).toEqual(inFiles.sort());
    }
    expect(set.eventTypes.size).toBe(EVENTS[name] ?? set.eventTypes.size);
  });

  it("have words for people, and a type that is the file's name", () => {
    const wordless = [...files].filter(([, schema]) => !schema["title"] || !schema["description"]);
    expect(wordless).toEqual([]);
    for (const type of set.eventTypes) {
      const event = instance(files, `events/${type}`, false);
      expect(isObject(event) && event["type"]).toBe(type);
    }
  });

  it.each(names)("%s takes the smallest and the fullest instance", (name) => {
    expect(judgeAs(name, instance(files, name, false))).toEqual([]);
    expect(judgeAs(name, instance(files, name, true))).toEqual([]);
  });

  it.each(names)("%s tells each broken field, once and by name", (name) => {
    const ways = breakages(files, name);
    // The one that is nothing but a fixed slot can only be wrong as a whole.
    expect(ways.length > 0).toBe(name !== "bodies/response");
    for (const { pointer, keyword, broken } of ways) {
      const told = judgeAs(name, broken);
      const wanted = { definition: name, pointer };
      expect(told).toMatchObject([keyword === "required" ? { ...wanted, keyword } : wanted]);
      const field = parsePointer(pointer).findLast((token) => !/^\d+$/.test(token)) ?? "";
      expect(told[0]?.message).toContain(`"${field}`);
    }
  });

  it("events are judged the same way through the door", () => {
    for (const type of set.eventTypes) {
      for (const { broken, pointer } of breakages(files, `events/${type}`)) {
        if (pointer === "/type" || !isObject(broken)) continue;
        expect(set.event(broken).map((violation) => violation.pointer)).toEqual([pointer]);
      }
    }
  });

  it("bodies of another JSON type are one violation of the body", () => {
    for (const kind of [
      "response",
      "error",
      "deleted",
      "input_items",
      "compaction",
      "input_tokens",
    ] as const)
      for (const value of ["<html>", null, 7, []] as Json[])
        expect(set.body(kind, value)).toMatchObject([
          { definition: `bodies/${kind}`, pointer: "", keyword: "type" },
        ]);
  });
});
