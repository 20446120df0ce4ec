import { Help, type Argument, type Command, type Option } from "commander";
import { valueKindOf, type ValueKind } from "../value-kinds.ts";

/** A command line as completion sees it: made from the program itself, so that nothing is listed twice. */
export interface CommandLine {
  program: string;
  commands: CommandWords[];
  /** Name of the default command. */
  byDefault: string;
}

export interface CommandWords {
  name: string;
  summary: string;
  flags: Flag[];
  /** What its arguments name; undefined if it takes none, or any text. */
  argument: Values | undefined;
}

export interface Flag {
  /** `--model`, and `-h` if there is a short form. */
  names: string[];
  description: string;
  /** Whether a value follows. */
  valued: boolean;
  values: Values | undefined;
}

/** What a value is chosen from. */
export type Values = { kind: ValueKind } | { words: readonly string[] };

/** The words that complete the values of a kind. */
export interface Source {
  words: readonly string[];
  /** True if several may be joined by commas. */
  listed: boolean;
  /** Whether files are offered too, or folders alone; `after=`: files follow an equals sign. */
  files: "no" | "yes" | "folders" | "after=";
}

/** The words of every kind that a command line asks for. */
export type Sources = Readonly<Record<ValueKind, Source>>;

/** Reads the words of a program. Commands and options that it hides are left out. */
export function readCommandLine(program: Command): CommandLine {
  const help = new Help();
  const commands = help.visibleCommands(program);
  return {
    program: program.name(),
    byDefault: "run",
    commands: commands.map((command) => ({
      name: command.name(),
      summary: command.summary(),
      flags: help.visibleOptions(command).map(flagOf),
      argument: command.registeredArguments.map(valuesOf).find((values) => values !== undefined),
    })),
  };
}

const flagOf = (option: Option): Flag => ({
  names: [option.short, option.long].filter((name) => name != null),
  description: option.description,
  valued: option.required || option.optional,
  values: valuesOf(option),
});

function valuesOf(target: Option | Argument): Values | undefined {
  if (target.argChoices) return { words: target.argChoices };
  const kind = valueKindOf(target);
  return kind === undefined ? undefined : { kind };
}

/** The words behind values that are fixed or of a kind. */
export const sourceOf = (values: Values, sources: Sources): Source =>
  "kind" in values ? sources[values.kind] : { words: values.words, listed: false, files: "no" };
