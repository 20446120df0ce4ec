import type { Json } from "../json/json.ts";

/** What a precompiled validator notes about one wrong place. */
export interface RawError {
  /** JSON Pointer from the root of what was validated; for a missing field, of the object that lacks it. */
  instancePath: string;
  keyword: string;
  params: {
    missingProperty?: string;
    type?: string | readonly string[];
    allowedValue?: Json;
    allowedValues?: readonly Json[];
  };
}

/** A precompiled validator; after it returned false its errors stand on the function itself. */
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

/** The default export of a generated module: all definitions of one revision of one dialect. */
export interface CompiledSchemas {
  dialect: string;
  revision: string;
  /** sha256 over the schemas, in hex; layout and key order do not touch it. */
  hash: string;
  definitions: Readonly<Record<string, CompiledDefinition>>;
}
