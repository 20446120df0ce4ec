import type { Json } from "../json/json.ts";

/** An error of ajv, without what nothing here reads. */
export interface RawError {
  /** JSON Pointer from the root of what was validated; for a missing field, of the object that lacks it. */
  instancePath: string;
  keyword: "required" | "type" | "const" | "enum" | "if";
  params: {
    missingProperty?: string;
    type?: string | readonly string[];
    allowedValue?: Json;
    allowedValues?: readonly Json[];
  };
}

/** A validator that ajv compiled. If it returns false, it has what is wrong with the value in `errors`. */
export interface Validate {
  (value: unknown): boolean;
  errors?: readonly RawError[] | null;
}

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
