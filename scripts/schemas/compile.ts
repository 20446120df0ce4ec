// Gives the definitions of a revision to ajv, and finds the places in them at which another definition judges.
import type { Ajv } from "ajv";
import type { Slot } from "../../src/schema/compiled.ts";
import { checkDraft } from "./ajv.ts";
import { refersTo, type Revision, type Schema, SchemaError } from "./files.ts";

/** A definition that ajv has compiled. */
export interface Compiled {
  /** Its id in ajv. Definitions that judge the same have the same one. */
  id: string;
  slots: Slot[];
}

/** Folders of what something can be judged by as a whole. All others are only for what these refer to. */
const ENTRIES = new Set(["events", "bodies"]);

/** Folders whose files are only parts of definitions. */
const PARTS = new Set(["fields", "slots"]);

/** Keywords that ajv is not given: words for people, and what becomes the table of slots. */
const ANNOTATIONS = new Set(["$schema", "title", "description", "x-dispatch", "x-definition"]);

const folderOf = (name: string): string => name.split("/", 1)[0] ?? "";

/**
 * Compiles the definitions of a revision.
 * @param ids the id of each schema that ajv has, by its text: what several revisions share is compiled once
 * @returns by name, those that values are judged by
 * @throws SchemaError for what may not be in a schema, and for a reference that leads nowhere or in a circle
 */
export function compileRevision(
  { schemas }: Revision,
  ajv: Ajv,
  ids: Map<string, string>,
): [name: string, Compiled][] {
  const done = new Map<string, Compiled>();
  const used = new Set<string>();

  /** @param trail the definitions that led here by `$ref` */
  function compile(name: string, whole: Schema, file: string, trail: string[]): Compiled {
    const slots = new Map<string, Slot>();
    const note = (...slot: Slot): unknown => slots.set(JSON.stringify(slot[0]), slot);
    const refuse = (pointer: string, message: string): SchemaError =>
      new SchemaError(file, pointer, message);

    /** Notes which definitions judge what is at a path. */
    function noteTargets(schema: Schema, path: string[], pointer: string): void {
      const folders = [schema["x-dispatch"] ?? []].flat();
      const fixed = schema["x-definition"];
      if (folders.length > 0) note(path, folders);
      if (fixed !== undefined) note(path, [`=${fixed}`]);
      for (const target of [...folders, fixed ?? []].flat()) {
        const found = [...schemas.keys()].filter(
          (each) => each === fixed || each.slice(0, each.lastIndexOf("/")) === target,
        );
        if (found.length === 0) throw refuse(pointer, `there is no "${target}"`);
        for (const each of found) used.add(each);
      }
    }

    /** The id of what a `$ref` leads to. Its slots are slots of this definition too. */
    function follow(ref: string, path: string[], pointer: string): string {
      const target = refersTo(ref, name);
      const found = schemas.get(target);
      if (found === undefined) throw refuse(pointer, `"${ref}" leads to no schema`);
      if (trail.includes(target)) throw refuse(pointer, `"${ref}" runs in a circle`);
      used.add(target);
      const { schema, file: theirs } = found;
      const { id, slots: more } =
        done.get(target) ?? compile(target, schema, theirs, [...trail, target]);
      for (const [below, targets] of more) note([...path, ...below], targets);
      return id;
    }

    /** The schema as ajv is given it. @param path where in the whole the judged value is */
    function forAjv(schema: Schema, path: string[], pointer: string): Schema {
      if (typeof schema !== "object") throw refuse(pointer, "must be an object");
      if ([schema.const, ...(schema.enum ?? [])].some((each) => each && typeof each === "object"))
        throw refuse(pointer, "objects and lists cannot be compared with");
      if (schema.additionalProperties && schema.properties)
        throw refuse(pointer, "has both additionalProperties and properties");
      for (const key of Object.keys(schema))
        // Reports have no words for a negation that is not the condition of an `if`.
        if (
          key === "not"
            ? !pointer.endsWith("/if")
            : !ajv.RULES.keywords[key] && !ANNOTATIONS.has(key)
        )
          throw refuse(`${pointer}/${key}`, `"${key}" is not known here`);
      noteTargets(schema, path, pointer);
      const below = (sub: Schema, at: string, ...step: string[]): Schema =>
        forAjv(sub, [...path, ...step], `${pointer}/${at}`);
      const entries = Object.entries(schema).filter(([key]) => !ANNOTATIONS.has(key));
      const given = Object.fromEntries(entries) as Schema;
      const { $ref, allOf, properties } = schema;
      if ($ref !== undefined) given.$ref = follow($ref, path, `${pointer}/$ref`);
      if (allOf) given.allOf = allOf.map((sub, i) => below(sub, `allOf/${i}`));
      for (const key of ["if", "then", "else", "not"] as const)
        if (schema[key] !== undefined) given[key] = below(schema[key], key);
      for (const key of ["items", "additionalProperties"] as const)
        if (schema[key] !== undefined) given[key] = below(schema[key], key, "*");
      if (properties)
        given.properties = Object.fromEntries(
          Object.entries(properties).map(([key, sub]) => [
            key,
            below(sub, `properties/${key}`, key),
          ]),
        );
      return given;
    }

    checkDraft(file, whole);
    const schema = forAjv(whole, [], "");
    const text = JSON.stringify(schema);
    const id = ids.get(text) ?? `d${ids.size}`;
    ids.set(text, id);
    try {
      if (ajv.getSchema(id) === undefined) ajv.addSchema(schema, id).getSchema(id);
    } catch (error) {
      throw refuse("", error instanceof Error ? error.message : String(error));
    }
    const compiled = { id, slots: [...slots.values()] };
    done.set(name, compiled);
    return compiled;
  }

  const compiled = [...schemas]
    .filter(([name]) => !PARTS.has(folderOf(name)))
    .map(([name, { schema, file }]): [string, Compiled] => [
      name,
      done.get(name) ?? compile(name, schema, file, [name]),
    ]);
  for (const [name, { file }] of schemas)
    if (!used.has(name) && !ENTRIES.has(folderOf(name)))
      throw new SchemaError(file, "", "nothing refers to this schema");
  // Objects that only a $ref leads to are part of what refers to them.
  const targets = new Set(compiled.flatMap(([, { slots }]) => slots.flatMap(([, to]) => to)));
  return compiled.filter(([name]) => folderOf(name) !== "objects" || targets.has(`=${name}`));
}
