import type { Argument, Option } from "commander";

/** The kind of thing that a value on the command line names; completion offers its names, the documentation lists them. */
export type ValueKind =
  | "file"
  | "folder"
  | "suite"
  | "scenario"
  | "rule"
  | "dialect"
  | "capability"
  | "reporter"
  | "fault"
  | "fault-or-variant"
  | "listable"
  | "explainable";

const kinds = new WeakMap<Option | Argument, ValueKind>();

/** Records what the value of an option or argument names. */
export function naming<T extends Option | Argument>(kind: ValueKind, target: T): T {
  kinds.set(target, kind);
  return target;
}
/** What the value of an option or argument names; undefined if it is free text. */
export function valueKindOf(target: Option | Argument): ValueKind | undefined {
  return kinds.get(target);
}
