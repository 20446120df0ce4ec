/** For tests: the schema files themselves, and instances made from them rather than by hand. */
import { fileURLToPath } from "node:url";
import { readRevision } from "../../scripts/schemas/files.ts";
import { builtinDialects, type Dialect, revisionsOf } from "../dialect/dialect.ts";
import { arrayAt, isObject, type Json, type JsonObject, objectAt, stringAt } from "../json/json.ts";
import { escapeToken } from "../json/pointer.ts";
import type { CompiledSchemas } from "./compiled.ts";
import modules from "./generated/index.mjs";

export const ROOT = fileURLToPath(new URL("../..", import.meta.url));

/** Every revision of every dialect, by its name. */
export const REVISIONS = builtinDialects
  .flatMap(revisionsOf)
  .map((dialect): [name: string, dialect: Dialect] => [dialect.name, dialect]);

/** The schemas of a revision by definition name. */
export type Files = ReadonlyMap<string, JsonObject>;

export async function readFiles({
  base,
  revision,
}: Pick<Dialect, "base" | "revision">): Promise<Files> {
  const { schemas } = await readRevision(ROOT, base, revision);
  return new Map([...schemas].map(([name, { schema }]) => [name, schema]));
}

/** What the build made of a revision. */
export async function compiledOf({
  base,
  revision,
}: Pick<Dialect, "base" | "revision">): Promise<CompiledSchemas> {
  const compiled = (await modules[base]?.())?.default[revision];
  if (compiled === undefined) throw new Error(`${base}@${revision} was not compiled`);
  return compiled;
}

/** A schema with everything merged in that judges the same value. */
interface Flat {
  types: readonly string[] | undefined;
  values: readonly Json[] | undefined;
  required: Set<string>;
  properties: Map<string, [JsonObject, string][]>;
  items: [JsonObject, string] | undefined;
  others: [JsonObject, string] | undefined;
  definition: string | undefined;
}

/** @param name the file in which the schema stands, which its references start from */
function flatten(files: Files, schema: JsonObject, name: string): Flat {
  const flat: Flat = {
    types: undefined,
    values: undefined,
    required: new Set(),
    properties: new Map(),
    items: undefined,
    others: undefined,
    definition: undefined,
  };
  merge(files, flat, schema, name);
  return flat;
}

function merge(files: Files, flat: Flat, schema: JsonObject, name: string): void {
  const ref = stringAt(schema, "$ref");
  if (ref !== undefined) {
    const target = new URL(ref, `file:///${name}`).pathname.slice(1, -".json".length);
    const found = files.get(target);
    if (found === undefined) throw new Error(`${name}: ${ref} leads nowhere`);
    merge(files, flat, found, target);
  }
  for (const part of arrayAt(schema, "allOf") ?? [])
    if (isObject(part)) merge(files, flat, part, name);
  const type = schema["type"];
  if (typeof type === "string")
    flat.types = flat.types?.includes("null") && type === "object" ? flat.types : [type];
  else if (Array.isArray(type)) flat.types = type.filter((each) => typeof each === "string");
  flat.values =
    arrayAt(schema, "enum") ?? (schema["const"] === undefined ? flat.values : [schema["const"]]);
  flat.definition = stringAt(schema, "x-definition") ?? flat.definition;
  for (const key of arrayAt(schema, "required") ?? [])
    if (typeof key === "string") flat.required.add(key);
  for (const [key, sub] of Object.entries(objectAt(schema, "properties") ?? {}))
    if (isObject(sub)) flat.properties.set(key, [...(flat.properties.get(key) ?? []), [sub, name]]);
  const items = objectAt(schema, "items");
  if (items !== undefined) flat.items = [items, name];
  const others = objectAt(schema, "additionalProperties");
  if (others !== undefined) flat.others = [others, name];
  // A condition on the value's own type holds for the value that is made here; any other is taken not to hold.
  const condition = objectAt(schema, "if");
  const asked = stringAt(condition, "type");
  const branch = objectAt(schema, asked === undefined ? "else" : "then");
  if (branch !== undefined && asked !== "string") merge(files, flat, branch, name);
  if (branch !== undefined && asked === "string")
    flat.values = [arrayAt(branch, "enum")?.[0] ?? ""];
}

function flattenAll(files: Files, schemas: readonly [JsonObject, string][]): Flat {
  const [first] = schemas;
  if (first === undefined) throw new Error("no schema");
  if (schemas.length === 1) return flatten(files, ...first);
  const flat = flatten(files, {}, "");
  for (const [schema, name] of schemas) merge(files, flat, schema, name);
  return flat;
}

/** One way to break an instance, and the one violation that must come of it. */
export interface Breakage {
  pointer: string;
  keyword: "required" | "wrong";
  broken: Json;
}

const SAMPLES: readonly [string, Json][] = [
  ["string", "~wrong"],
  ["integer", 7],
  ["number", 1.5],
  ["boolean", true],
  ["null", null],
  ["array", []],
  ["object", {}],
];

/** True where JSON Schema counts a sample of one type among the types a schema allows. */
const allows = (types: readonly string[], type: string): boolean =>
  types.includes(type) || (type === "integer" && types.includes("number"));

function make(files: Files, flat: Flat, everything: boolean): Json {
  if (flat.values !== undefined) return flat.values[0] ?? null;
  if (flat.definition !== undefined) return instance(files, flat.definition, everything);
  if (flat.types === undefined) return {};
  const [type] = flat.types;
  if (type === "array")
    return everything && flat.items !== undefined
      ? [make(files, flatten(files, ...flat.items), everything)]
      : [];
  if (type !== "object") return SAMPLES.find(([name]) => name === type)?.[1] ?? null;
  const made: JsonObject = {};
  for (const [key, schemas] of flat.properties)
    if (everything || flat.required.has(key))
      made[key] = make(files, flattenAll(files, schemas), everything);
  if (everything && flat.others !== undefined)
    made["key"] = make(files, flatten(files, ...flat.others), everything);
  return made;
}

/** A valid instance of a definition: with its required fields alone, or with every field that it names. */
export function instance(files: Files, name: string, everything: boolean): Json {
  const schema = files.get(name);
  if (schema === undefined) throw new Error(`no definition ${name}`);
  return make(files, flatten(files, schema, name), everything);
}

/** Every way to leave out one required field of a full instance, or to put something wrong into one field. */
export function breakages(files: Files, name: string): Breakage[] {
  const schema = files.get(name);
  if (schema === undefined) throw new Error(`no definition ${name}`);
  const found: Breakage[] = [];
  const whole = instance(files, name, true);
  const visit = (flat: Flat, value: Json, pointer: string, put: (value: Json) => Json): void => {
    if (pointer !== "")
      for (const wrong of wrongFor(flat))
        found.push({ pointer, keyword: "wrong", broken: put(wrong) });
    if (flat.definition !== undefined || flat.values !== undefined) return;
    if (Array.isArray(value) && flat.items !== undefined && value[0] !== undefined)
      visit(flatten(files, ...flat.items), value[0], `${pointer}/0`, (inner) => put([inner]));
    if (!isObject(value)) return;
    for (const [key, below] of Object.entries(value)) {
      const schemas = flat.properties.get(key) ?? (flat.others === undefined ? [] : [flat.others]);
      const at = `${pointer}/${escapeToken(key)}`;
      if (schemas.length === 0 || below === undefined) continue;
      if (flat.required.has(key)) {
        const { [key]: _gone, ...rest } = value;
        found.push({ pointer: at, keyword: "required", broken: put(rest) });
      }
      visit(flattenAll(files, schemas), below, at, (inner) => put({ ...value, [key]: inner }));
    }
  };
  visit(flatten(files, schema, name), whole, "", (value) => value);
  return found;
}

function wrongFor(flat: Flat): Json[] {
  if (flat.values !== undefined) {
    const kinds = flat.types ?? [];
    return ["~wrong", 7].filter(
      (value) => !(typeof value === "number" && kinds.includes("number")),
    );
  }
  const { types } = flat;
  if (types === undefined) return [];
  return SAMPLES.filter(([type]) => !allows(types, type)).map(([, value]) => value);
}
