import { shellQuote } from "../../runner/curl.ts";
import { sourceOf, type CommandLine, type Source, type Sources, type Values } from "./model.ts";

// What the scripts of bash and zsh have in common: tables as `case` statements, which both read alike.

/** A source with the name under which the tables of a script know it. */
interface Named {
  name: string;
  source: Source;
}

/** Every source that a command line asks for, once. */
function named(line: CommandLine, sources: Sources): Map<string, Source> {
  const found = new Map<string, Source>();
  for (const { argument, flags } of line.commands)
    for (const values of [argument, ...flags.map((flag) => flag.values)])
      if (values) found.set(nameOf(values), sourceOf(values, sources));
  return found;
}

const nameOf = (values: Values): string =>
  "kind" in values ? values.kind : values.words.join("-or-");

/** The lines of a `case` statement; those with the same outcome are joined. */
function cases(subject: string, rows: readonly [pattern: string, outcome: string][]): string[] {
  const byOutcome = new Map<string, string[]>();
  for (const [pattern, outcome] of rows)
    byOutcome.set(outcome, [...(byOutcome.get(outcome) ?? []), pattern]);
  const arms = [...byOutcome].map(
    ([outcome, patterns]) => `    ${patterns.map(shellQuote).join(" | ")}) ${outcome} ;;`,
  );
  return [`  case ${subject} in`, ...arms, "  esac"];
}

/**
 * The tables as shell functions, which set `reply`: `_kind COMMAND FLAG` to what the value of a flag names (`free` where
 * anything may stand, nothing where the flag has no value), `_argument COMMAND` to what its arguments name. `_words KIND`
 * sets `words`, `listed` and `files`.
 */
export function tables(prefix: string, line: CommandLine, sources: Sources): string {
  const kinds = line.commands.flatMap(({ name, flags }) =>
    flags
      .filter(({ valued }) => valued)
      .flatMap(({ names, values }) =>
        names.map((flag): [string, string] => [
          `${name} ${flag}`,
          `reply=${values ? nameOf(values) : "free"}`,
        ]),
      ),
  );
  const args = line.commands.flatMap(({ name, argument }): [string, string][] =>
    argument ? [[name, `reply=${nameOf(argument)}`]] : [],
  );
  const all: Named[] = [...named(line, sources)].map(([name, source]) => ({ name, source }));
  const words = all.map(({ name, source }): [string, string] => [
    name,
    `candidates=(${source.words.map(shellQuote).join(" ")}) listed=${source.listed ? "yes" : "no"} files=${source.files}`,
  ]);
  return [
    `${prefix}_kind() {`,
    "  reply=",
    ...cases(`"$1 $2"`, kinds),
    "}",
    `${prefix}_argument() {`,
    "  reply=",
    ...cases(`"$1"`, args),
    "}",
    `${prefix}_words() {`,
    "  candidates=() listed=no files=no",
    ...cases(`"$1"`, words),
    "}",
  ].join("\n");
}

/**
 * What bash and zsh do with each word before the one that is completed: they find the command, and whether a value is
 * expected next.
 * @param isCommand a test in the language of the shell: whether `$word` is the name of a command
 */
export const takeWord = (
  name: string,
  isCommand: string,
): string => `    if [[ -n $expected ]]; then
      expected=""
    elif [[ $word == --*=* ]]; then
      :
    elif [[ $word == -* ]]; then
      ${name}_kind "$command" "$word"
      expected=$reply
    elif [[ $named == no ]]; then
      named=yes
      ${isCommand} && command=$word
    fi`;
