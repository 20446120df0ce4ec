import type { Json } from "../json/json.ts";

/** What a compiled validator reports about one wrong place. */
export interface RawError {
  /** JSON Pointer from the root of what was validated; for a missing field, of the object that lacks it. */
  instancePath: string;
  keyword: "required" | "type" | "const" | "enum";
  /** The missing field, the names of the allowed types, the one allowed value, or the allowed values. */
  wanted: Json;
}

/** A compiled validator. It returns what is wrong with a value, or null. */
export type Validate = (value: unknown) => readonly RawError[] | null;

/**
 * A place where a definition's own judgement ends: the path from the definition's root ("*" for every element), and
 * where to look further: folders in which the value's own `type` names the definition, or "=name" for a fixed one.
 */
export type Slot = readonly [path: readonly string[], targets: readonly string[]];

export interface CompiledDefinition {
  validate: Validate;
  slots: readonly Slot[];
}

/** All definitions of one revision of one dialect. */
export interface CompiledSchemas {
  dialect: string;
  revision: string;
  /** sha256 over the schemas, in hex; layout, key order and descriptions do not touch it. */
  hash: string;
  definitions: Readonly<Record<string, CompiledDefinition>>;
}

/** The default export of a generated module: the revisions of one dialect, by date. What they share is the same object. */
export type CompiledDialect = Readonly<Record<string, CompiledSchemas>>;
