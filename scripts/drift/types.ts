// The normal form of a schema: which JSON types a place takes, which values, and for objects the forms they may have.
import type { Json } from "../../src/json/json.ts";

/** The values that a place takes, all of the type without `values`; of numbers perhaps only integers. */
export interface Scalars {
  values?: Json[] | undefined;
  integer?: boolean;
}

/** The normal form of a place. A kind that is absent is not taken. */
export interface Norm {
  /** The places in the schemas that say so. */
  at: string[];
  null?: true;
  boolean?: Scalars;
  string?: Scalars;
  number?: Scalars;
  array?: { items?: Expr };
  /** The forms that it may have. */
  object?: Form[];
  /** Folders in which its `type` names a definition. */
  dispatch?: string[] | undefined;
}

/** One form of an object. */
export interface Form {
  required: Set<string>;
  props: Map<string, Expr>;
  /** What other fields hold. */
  others: Expr | undefined;
  /** Fields that it does not have. */
  absent: Set<string>;
  /** Our definition that judges it. */
  definition: string | undefined;
  /** The `type` that it is for. */
  label: string | undefined;
  at: string[];
}

/** A schema where it stands. */
export interface SchemaExpr {
  op: "schema";
  source: Source;
  node: Json | undefined;
  at: string;
}

/** A schema, or several of which all, or any, hold. It is worked out by `norm`. */
export type Expr =
  | SchemaExpr
  | { op: "all" | "any"; of: Expr[] }
  | { op: "except"; of: Expr; value: Json };

/** Where schemas come from. */
export interface Source {
  name: string;
  /** What is not compared. */
  ignored: Set<string>;
  resolve?: (ref: Json, from: SchemaExpr) => { expr: Expr; definition?: string | undefined };
  /** Of our own schemas: a definition by its name, and the definitions in some folders. */
  definition?: (name: string) => Expr;
  members?: (folders: string[]) => { definition: string; label: string; expr: Expr }[];
}

/** The input cannot be used: told in one line. */
export class DriftError extends Error {}

export const unique = <T>(list: Iterable<T>): T[] => [...new Set(list)];

export const schemaAt = (source: Source, node: Json | undefined, at: string): Expr => ({
  op: "schema",
  source,
  node,
  at,
});
export const all = (of: Expr[]): Expr => (of.length === 1 && of[0] ? of[0] : { op: "all", of });
export const any = (of: Expr[]): Expr => (of.length === 1 && of[0] ? of[0] : { op: "any", of });

export const trivialForm = (at: string[]): Form => ({
  required: new Set(),
  props: new Map(),
  others: undefined,
  absent: new Set(),
  definition: undefined,
  label: undefined,
  at,
});

/** True of a form that says nothing but "an object". */
export const isTrivial = ({ props, required, others, definition, label }: Form): boolean =>
  props.size + required.size === 0 && (others ?? definition ?? label) === undefined;

/** The normal form of a place that takes anything. */
export const anything = (at: string[]): Norm => ({
  at,
  null: true,
  boolean: {},
  string: {},
  number: { integer: false },
  array: {},
  object: [trivialForm(at)],
});

export const SCALARS = ["boolean", "string", "number"] as const;
export const KINDS = ["null", ...SCALARS, "array", "object"] as const;
