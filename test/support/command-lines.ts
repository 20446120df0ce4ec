import { CommanderError, type Argument, type Command, type Option } from "commander";
import type { Sources } from "../../src/commands/completion/model.ts";
import type { Io } from "../../src/commands/io.ts";
import { createProgram } from "../../src/commands/program.ts";
import { valueKindOf } from "../../src/commands/value-kinds.ts";
import { isPath } from "../../src/config/values.ts";
import { globTest } from "../../src/scenario/glob.ts";

/** The program as it is, writing to `said`. */
export function program(said: (text: string) => void = () => undefined): Command {
  const stream = { columns: 100, write: said };
  return createProgram(
    { stdout: stream, stderr: stream, env: {}, cwd: "." } as unknown as Io,
    () => undefined,
  );
}

/** The long names of a command's options. */
export const flagsOf = (command: Command): string[] =>
  command.options.flatMap(({ long }) => long ?? []).concat("--help");

/** The command lines of the program that a document shows: in blocks of code, and within lines as code. */
export function commandsIn(document: string): string[] {
  const found: string[] = [];
  let fenced = false;
  for (const line of document.replaceAll(/\\\n\s*/g, "").split("\n")) {
    if (line.startsWith("```")) fenced = !fenced;
    // How a command is used in general is no command line.
    if (/^(Usage: | {7}responses)/.test(line)) continue;
    const whole = fenced || /^ {4}/.test(line) ? line : "";
    const pieces =
      whole === "" ? Array.from(line.matchAll(/`([^`]+)`/g), ([, code = ""]) => code) : [whole];
    for (const piece of pieces)
      for (const [, args = ""] of piece.matchAll(
        /(?<![\w/-])responses-conformance(?:@[\w.]+)? (?=[-a-z])(.*?)(?=$|[|;&]\s+(?:npx )?responses-conformance)/g,
      ))
        found.push(args);
  }
  return found;
}

/** The words of a command line, up to what belongs to the shell: a pipe, a file, a comment. */
function wordsOf(line: string): string[] {
  const words: string[] = [];
  let word: string | undefined;
  for (const [token, single, double, plain] of line.matchAll(
    /'([^']*)'|"([^"]*)"|([^\s'"]+)|\s+/g,
  )) {
    if (/^\s/.test(token)) {
      if (word !== undefined) words.push(word);
      word = undefined;
      continue;
    }
    if (word === undefined && plain !== undefined && /^(\||#|>|&|;|\))/.test(plain)) break;
    // The end of a substitution that the line stands in.
    const end = plain?.indexOf(")") ?? -1;
    word = (word ?? "") + (single ?? double ?? (end < 0 ? plain : plain?.slice(0, end)) ?? "");
    if (end >= 0) break;
  }
  return word === undefined || word === "" ? words : [...words, word];
}

/** What stands for a value that the reader fills in, as one that can be read. */
const filledIn = (word: string): string =>
  word === "URL" || /^\$\{?\{?[^ ]*(URL|url)/.test(word) ? "http://localhost:8000/v1" : word;

/** A word that the reader replaces, or the shell. */
const isPlaceholder = (word: string): boolean => /^[A-Z_]+$|\$|\.\.\./.test(word);

/** What is wrong with a command line: read by the program's own parser, the names in it looked for, nothing done. */
export function parseCommand(line: string, sources: Sources): string[] {
  let told = "";
  const parser = program((text) => (told += text));
  const problems: string[] = [];
  const examine = (target: Option | Argument, value: unknown): void => {
    const kind = valueKindOf(target);
    if (kind === undefined) return;
    const { words, files } = sources[kind];
    for (const one of [value].flat()) {
      const name = String(one).split(files === "after=" ? "=" : "\n")[0] ?? "";
      const isFile = files === "yes" && (isPath(name) || words.length === 0);
      const there = words.some(globTest(name)) || words.includes(`response.${name}`);
      if (files !== "folders" && !there && !isFile && !isPlaceholder(name))
        problems.push(`there is no ${kind} ${name}`);
    }
  };
  for (const command of parser.commands)
    command.action(() => {
      for (const option of command.options) {
        const value: unknown = command.getOptionValue(option.attributeName());
        if (command.getOptionValueSource(option.attributeName()) === "cli") examine(option, value);
      }
      for (const argument of command.registeredArguments)
        for (const word of command.args) examine(argument, word);
      if (command.registeredArguments.length === 0 && command.args.length > 0)
        problems.push(`${command.args.join(" ")}: ${command.name()} takes no arguments`);
    });
  try {
    parser.parse(wordsOf(line).map(filledIn), { from: "user" });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode !== 0) problems.push(told);
  }
  return problems;
}
