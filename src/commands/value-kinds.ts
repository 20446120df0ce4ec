import { Option, type Argument } from "commander";

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

/** The options whose values name something, by their names. */
const ofOptions: Readonly<Record<string, ValueKind>> = {
  config: "file",
  dialect: "dialect",
  fault: "fault",
  only: "fault-or-variant",
  out: "file",
  record: "folder",
  reporter: "reporter",
  require: "capability",
  rule: "rule",
  scenario: "scenario",
  suite: "suite",
  waivers: "file",
};

const ofArguments = new WeakMap<Argument, ValueKind>();

/** Records what an argument names. */
export function naming(kind: ValueKind, argument: Argument): Argument {
  ofArguments.set(argument, kind);
  return argument;
}

/** What the value of an option or argument names; undefined if it is free text. */
export const valueKindOf = (target: Option | Argument): ValueKind | undefined =>
  target instanceof Option ? ofOptions[target.name()] : ofArguments.get(target);
