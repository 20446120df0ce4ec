import { basename, dirname } from "node:path/posix";
import { describe, expect, it } from "vitest";
import type { DialectFacts } from "../dialect/dialect.ts";
import { arrayAt, isObject, objectAt, stringAt, type JsonObject } from "../json/json.ts";
import { readFiles, REVISIONS } from "../schema/schemas.testing.ts";
import { events } from "./events.ts";
import { families, textEventOf } from "./families.ts";
import { items } from "./items.ts";
import { existsIn, type PublishedDialect, type Since } from "./since.ts";

// Whatever a schema names must be described here, or be in one of these lists, each with its reason.

/** Parts that no text streams into. */
const wholeParts: Record<string, string> = {
  input_text: "sent by the client",
  input_image: "sent by the client",
  input_file: "sent by the client",
  input_video: "sent by the client",
  computer_screenshot: "sent by the client",
  text: "no event adds to it",
};

/** Fields of events that hold text, but not a piece or the whole of a text that is summed up. */
const otherTexts: Record<string, string> = {
  "response.function_call_arguments.done#name": "repeats the name of the item",
  "response.steer.pending#reason": "a word from an open list",
  "response.steer.failed#steer/id": "an id",
  "response.steer.failed#steer/previous_response_id": "an id",
  "response.steer.failed#error/code": "the code of the refusal",
  "response.steer.failed#error/message": "the words of the refusal",
  "response.shell_call_command.added#command": "empty: the command streams after it",
  "response.shell_call_output_content.delta#delta/stdout": "summed up by text/shell-output",
  "response.shell_call_output_content.delta#delta/stderr": "summed up by text/shell-output",
  "response.image_generation_call.partial_image#partial_image_b64": "each picture is a whole",
  "response.image_generation_call.partial_image#size": "a setting of the picture",
  "response.image_generation_call.partial_image#quality": "a setting of the picture",
  "response.image_generation_call.partial_image#background": "a setting of the picture",
  "response.image_generation_call.partial_image#output_format": "a setting of the picture",
  "response.audio.delta#delta": "its done event repeats nothing that it could be compared with",
  "response.audio.done#response_id": "an id",
  "response.audio.transcript.delta#delta": "its done event repeats nothing to compare it with",
  "response.audio.transcript.delta#response_id": "an id",
  "response.audio.transcript.done#response_id": "an id",
};

interface Revision {
  dialect: PublishedDialect;
  date: string;
  facts: DialectFacts;
  /** By folder and type: `events`, `response.created`. */
  schemas: Record<string, Record<string, JsonObject>>;
}

const revisions = await Promise.all(
  REVISIONS.map(async ([, { base: dialect, revision: date, facts }]): Promise<Revision> => {
    const schemas: Revision["schemas"] = {};
    for (const [name, schema] of await readFiles({ base: dialect, revision: date }))
      (schemas[dirname(name)] ??= {})[basename(name)] = schema;
    return { dialect, date, facts, schemas };
  }),
);

const typesIn = ({ schemas }: Revision, folder: string): string[] =>
  Object.keys(schemas[folder] ?? {}).toSorted();
const described = (
  rows: readonly { type: string; since: Since }[],
  { dialect, date }: Revision,
): string[] =>
  rows
    .filter(({ since }) => existsIn(since, dialect, date))
    .map(({ type }) => type)
    .toSorted();

/** The paths of all strings in the fields of a schema that only it has. */
function textsOf(schema: JsonObject, path: string[] = []): string[] {
  if (stringAt(schema, "type") === "string") return [path.join("/")];
  return Object.entries(objectAt(schema, "properties") ?? {}).flatMap(([name, field]) =>
    isObject(field) ? textsOf(field, [...path, name]) : [],
  );
}

/** The fields in which an event numbers what is in its item. */
const numbersOf = ({ schemas }: Revision, type: string): string[] =>
  (arrayAt(schemas["events"]?.[type], "allOf") ?? [])
    .flatMap((shared) => {
      const schema = schemas["fields"]?.[basename(stringAt(shared, "$ref") ?? "", ".json")];
      return Object.keys(objectAt(schema, "properties") ?? {});
    })
    .filter((name) => name.endsWith("_index") && name !== "output_index");

describe.each(revisions)("$dialect@$date", (revision) => {
  const { dialect, date, schemas } = revision;
  const present = families.filter((family) =>
    Object.values(family.events).some((since) => existsIn(since, dialect, date)),
  );

  it("has the events and items that are described, and no others", () => {
    expect(typesIn(revision, "events"), "each needs a row in events.ts or families.ts").toEqual(
      described(events, revision),
    );
    expect(typesIn(revision, "items"), "each needs a row in items.ts").toEqual(
      described(items, revision),
    );
  });

  it("has no part that is neither filled by a family nor listed as whole", () => {
    const filled = new Set(present.map(({ partType }) => partType));
    expect(
      typesIn(revision, "parts").filter((type) => !filled.has(type) && !(type in wholeParts)),
      "each needs a family in families.ts, or a line in wholeParts",
    ).toEqual([]);
  });

  it("has no text in an event that is neither summed up nor listed", () => {
    const unknown = Object.entries(schemas["events"] ?? {}).flatMap(([type, schema]) => {
      const { family, delta } = textEventOf(type) ?? {};
      const summed = delta ? "delta" : family?.doneField;
      return textsOf(schema)
        .filter((path) => path !== summed && path !== "obfuscation")
        .map((path) => `${type}#${path}`)
        .filter((text) => !(text in otherTexts));
    });
    expect(unknown, "each needs a family in families.ts, or a line in otherTexts").toEqual([]);
  });

  it.each(present)("holds the text of $name where it is described", (family) => {
    const { events: names, doneField, itemType, container, partType = "", path = [] } = family;
    const { indexField } = family;
    for (const [name, since] of Object.entries(names)) {
      if (!existsIn(since, dialect, date)) continue;
      expect(textsOf(schemas["events"]?.[`${name}.delta`] ?? {})).toContain("delta");
      expect(textsOf(schemas["events"]?.[`${name}.done`] ?? {})).toContain(doneField);
      for (const end of ["delta", "done"])
        expect(numbersOf(revision, `${name}.${end}`)).toEqual(indexField ? [indexField] : []);
    }
    const item = schemas["items"]?.[itemType];
    expect(objectAt(item, "properties")).toHaveProperty(
      container === "item" ? (path[0] ?? "") : container,
    );
    if (container !== "item")
      expect(textsOf(schemas["parts"]?.[partType] ?? {})).toEqual([doneField]);
  });

  it("has the statuses that items are excused for", () => {
    const unknown = items.filter(({ type, exception }) => {
      const status = objectAt(objectAt(schemas["items"]?.[type], "properties"), "status");
      return exception && !arrayAt(status, "enum")?.includes(exception.status);
    });
    // OpenAI's servers are the ones that are excused.
    expect(dialect === "openai" ? unknown : []).toEqual([]);
  });

  it("allows the ambient events that are described", () => {
    const ambient = events
      .filter((row) => row.ambient?.includes(dialect))
      // What no document has is not bound to a revision.
      .filter(({ since }) => since[dialect] === undefined || existsIn(since, dialect, date))
      .map(({ type }) => type);
    expect(revision.facts.ambientEvents).toEqual(ambient);
  });
});

it("lists nothing as left out that no schema has", () => {
  const parts = new Set(revisions.flatMap((revision) => typesIn(revision, "parts")));
  expect(Object.keys(wholeParts).filter((type) => !parts.has(type))).toEqual([]);
  const texts = new Set(
    revisions.flatMap(({ schemas }) =>
      Object.entries(schemas["events"] ?? {}).flatMap(([type, schema]) =>
        textsOf(schema).map((path) => `${type}#${path}`),
      ),
    ),
  );
  expect(Object.keys(otherTexts).filter((text) => !texts.has(text))).toEqual([]);
});
