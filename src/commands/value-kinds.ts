import type { Argument, Option } from "commander";

/** What a word on the command line names: its candidates complete it, and a list of them stands in the documentation. */
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

/** Notes what the value of an option or argument names. */
export function naming<T extends Option | Argument>(kind: ValueKind, target: T): T {
  kinds.set(target, kind);
  return target;
}
/** What the value of an option or argument names; undefined where it is free. */
export function valueKindOf(target: Option | Argument): ValueKind | undefined {
  return kinds.get(target);
}
