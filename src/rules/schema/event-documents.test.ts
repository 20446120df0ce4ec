import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { leftOut, sharedFolder } from "../../../test/support/shared.ts";
import { loadBuiltinDialect, type BaseDialect, type BuiltinName } from "../../dialect/dialect.ts";
import {
  arrayAt,
  isObject,
  objectAt,
  parseJson,
  stringAt,
  type Json,
  type JsonObject,
} from "../../json/json.ts";
import { readFiles } from "../../schema/schemas.testing.ts";
import { UNDOCUMENTED, WITH_ENUM } from "./events.testing.ts";

/** The schemas of a published document by name, and the events among them by type. */
interface Published {
  schemas: JsonObject;
  events: Map<string, JsonObject>;
}

/** The type that a schema fixes. */
const typeOf = (schema: JsonObject): string | undefined => {
  const type = objectAt(objectAt(schema, "properties"), "type");
  const [only] = arrayAt(type, "enum") ?? [];
  return typeof only === "string" ? only : stringAt(type, "const");
};

/** Reads the events that the answer to POST /responses may stream, as the document has it. */
function published(file: string): Published {
  const parsed = parseJson(readFileSync(file, "utf8"));
  if (!("value" in parsed)) throw new Error(`${file} is no JSON`);
  const document = parsed.value;
  const schemas = objectAt(objectAt(document, "components"), "schemas") ?? {};
  const named = (ref: Json | undefined): JsonObject | undefined =>
    objectAt(schemas, (isObject(ref) ? stringAt(ref, "$ref") : "")?.split("/").at(-1) ?? "");
  const post = objectAt(objectAt(objectAt(document, "paths"), "/responses"), "post");
  const content = objectAt(objectAt(objectAt(post, "responses"), "200"), "content");
  const direct = objectAt(objectAt(content, "text/event-stream"), "schema");
  const union = named(direct) ?? direct;
  const members = arrayAt(union, "anyOf") ?? arrayAt(union, "oneOf") ?? [];
  const events = members.map((member): [string, JsonObject] => {
    const schema = named(member) ?? {};
    return [typeOf(schema) ?? "", schema];
  });
  return { schemas, events: new Map(events) };
}

/** True when a list of words stands anywhere in a schema, other than what says the type of something. */
function hasEnum(schemas: JsonObject, schema: Json | undefined, seen = new Set<string>()): boolean {
  if (!isObject(schema)) return false;
  const ref = stringAt(schema, "$ref")?.split("/").at(-1);
  if (ref !== undefined && !seen.has(ref))
    return hasEnum(schemas, schemas[ref], new Set([...seen, ref]));
  if (arrayAt(schema, "enum") !== undefined) return true;
  const inner = ["anyOf", "oneOf", "allOf"].flatMap((key) => arrayAt(schema, key) ?? []);
  const fields = Object.entries(objectAt(schema, "properties") ?? {}).filter(
    ([name]) => name !== "type",
  );
  return [...inner, ...fields.map(([, field]) => field), schema["items"]].some((one) =>
    hasEnum(schemas, one, seen),
  );
}

const documents: [BaseDialect, revision: BuiltinName, file: string][] = [
  ["openai", "openai@2026-08-21", "openai-responses.openapi.json"],
  ["openresponses", "openresponses@2026-04-24", "openresponses-2026-04-24.openapi.json"],
];
const folder = sharedFolder("spec");

describe.each(documents)("the document of %s", (dialect, revision, file) => {
  if (folder === undefined) {
    it("is not here", () => leftOut(`the document of ${revision}`));
    return;
  }
  const { schemas, events } = published(join(folder, file));

  it("has the events that are tested, and no other", async () => {
    const files = await readFiles(loadBuiltinDialect(revision));
    const own = [...files.keys()].flatMap((name) => /^events\/(.+)$/.exec(name)?.[1] ?? []);
    expect([...events.keys()].toSorted()).toEqual(
      own.filter((type) => !UNDOCUMENTED.has(type)).toSorted(),
    );
    expect(own.filter((type) => UNDOCUMENTED.has(type))).toHaveLength(dialect === "openai" ? 3 : 0);
  });

  it("has lists of words in the same events", () => {
    const having = [...events].flatMap(([type, event]) => (hasEnum(schemas, event) ? [type] : []));
    expect(having.toSorted()).toEqual(
      [...events.keys()].filter((type) => WITH_ENUM[dialect].test(type)).toSorted(),
    );
  });
});
