import { describe, expect, it } from "vitest";
import { loadBuiltinDialect } from "../dialect/dialect.ts";
import { readFiles } from "../schema/schemas.testing.ts";
import { isObject, type Json } from "../json/json.ts";
import { growingLists, grows } from "./growing.ts";

/** Names of the fields that have a list of texts, in a schema and what is inside it. */
function listsIn(schema: Json | undefined, name = ""): string[] {
  if (Array.isArray(schema)) return schema.flatMap((one) => listsIn(one, name));
  if (!isObject(schema)) return [];
  const own = Array.isArray(schema["enum"]) && schema["enum"].length > 1 ? [name] : [];
  return [
    ...own,
    ...Object.entries(schema).flatMap(([key, value]) =>
      key === "properties" && isObject(value)
        ? Object.entries(value).flatMap(([field, inner]) => listsIn(inner, field))
        : listsIn(value, name),
    ),
  ];
}

/** Lists that decide how an answer is read, or that are made of types: a value that they do not have is no newer one. */
const fixed = ["role", "status", "type"];

describe("lists of values", () => {
  it("grow in openai, or are named here as fixed", async () => {
    const files = await readFiles(loadBuiltinDialect("openai"));
    const fields = new Set([...files.values()].flatMap((schema) => listsIn(schema)));
    fields.delete("");
    expect([...fields].filter((field) => !grows(field)).toSorted()).toEqual(fixed);
  });

  it("are each listed once, with evidence", () => {
    expect(new Set(growingLists.map(({ field }) => field)).size).toBe(growingLists.length);
    for (const { evidence } of growingLists) expect(evidence).toMatch(/\w{3}/);
    for (const field of fixed) expect(grows(field)).toBe(false);
  });
});
