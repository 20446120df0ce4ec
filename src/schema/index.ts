/**
 * The schemas of the dialects, precompiled. A payload is always judged by the one definition that its `type` names;
 * what it holds (a response, items, parts, annotations, tools) is judged by its own, so that a wrong field is told
 * once, under the definition it belongs to.
 */
import type { Json, JsonObject } from "../json/json.ts";
import type { BodyKind } from "../protocol/routes.ts";
import type { CompiledSchemas } from "./compiled.ts";
import type { SchemaViolation } from "./explain.ts";
import modules from "./generated/index.mjs";
import { type Definition, judge, link } from "./walk.ts";

export type { SchemaViolation } from "./explain.ts";

/** The schemas of one revision of one dialect, ready to judge. All methods are pure and never throw on any JSON. */
export interface SchemaSet {
  dialect: string;
  /** The date of the document the schemas are made from, such as "2026-04-24". */
  revision: string;
  /** sha256 over the schemas, in hex: names exactly what was judged by. */
  hash: string;
  eventTypes: ReadonlySet<string>;
  itemTypes: ReadonlySet<string>;
  partTypes: ReadonlySet<string>;
  /** Types of items that the list of input items may have and an output may not. */
  inputOnlyTypes: ReadonlySet<string>;
  /** Judges an event's payload by its own `type`, with all it holds. An unknown type gives no violation. */
  event(payload: JsonObject): readonly SchemaViolation[];
  /** Judges an output item by its own `type`, with all it holds. An unknown type gives no violation. */
  item(item: JsonObject): readonly SchemaViolation[];
  /** Judges a JSON answer. */
  body(kind: BodyKind, value: Json): readonly SchemaViolation[];
}

const NONE: readonly SchemaViolation[] = Object.freeze([]);

/** The compiled schemas of a revision, ready to judge. */
export function schemaSet(compiled: CompiledSchemas): SchemaSet {
  const { dialect, revision, hash } = compiled;
  const byName = link(compiled);
  const types = (folder: string): ReadonlySet<string> => {
    const names = [...byName.keys()].filter((name) => name.startsWith(`${folder}/`));
    return new Set(names.map((name) => name.slice(folder.length + 1)));
  };
  /** Judges a value by the definition of a folder that its own `type` names. */
  const judgeIn = (folder: string, known: ReadonlySet<string>): SchemaSet["event"] => {
    const byType = new Map<unknown, Definition | undefined>();
    for (const type of known) byType.set(type, byName.get(`${folder}/${type}`));
    return (value) => {
      const definition = byType.get(value["type"]);
      return definition === undefined ? NONE : judge(definition, value);
    };
  };
  const [eventTypes, itemTypes] = [types("events"), types("items")];
  return {
    dialect,
    revision,
    hash,
    eventTypes,
    itemTypes,
    partTypes: types("parts"),
    inputOnlyTypes: new Set([...types("input-items")].filter((type) => !itemTypes.has(type))),
    event: judgeIn("events", eventTypes),
    item: judgeIn("items", itemTypes),
    body(kind, value) {
      const definition = byName.get(`bodies/${kind}`);
      if (definition === undefined)
        throw new Error(`no schema for the body "${kind}" in ${dialect}`);
      return judge(definition, value);
    },
  };
}

const loaded = new Map<string, Promise<SchemaSet>>();

/**
 * The schemas of a dialect in one revision. The module behind them is loaded at the first call, and once.
 * @param dialect the published dialect that it is or extends, and the date of the revision
 */
export function loadSchemas({
  base,
  revision,
}: {
  base: string;
  revision: string;
}): Promise<SchemaSet> {
  const key = `${base}@${revision}`;
  let set = loaded.get(key);
  if (set === undefined) {
    set = load(base, revision);
    loaded.set(key, set);
  }
  return set;
}

async function load(base: string, revision: string): Promise<SchemaSet> {
  const compiled = (await modules[base]?.())?.default[revision];
  if (compiled === undefined) throw new Error(`there are no schemas for ${base}@${revision}`);
  return schemaSet(compiled);
}
