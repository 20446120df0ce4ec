import type { Command } from "commander";
import { safe } from "../report/text.ts";
import { didYouMean } from "../scenario/suggest.ts";

/** Rewrites one message of commander. */
type Rewrite = (match: RegExpExecArray, command: Command) => string;

const helpOf = (command: Command): string => {
  const words = [command.parent?.name(), command.name()].filter((word) => word !== undefined);
  return `\`${words.join(" ")} --help\``;
};

const flagsOf = (command: Command): string[] =>
  command.options.flatMap(({ long }) => long ?? []).concat("--help");

/**
 * The messages of commander about a wrong command line, and ours: what is wrong, what is right, and where to read more. A
 * value of an option is not repeated here, because it may be secret; the reader of a value repeats it if it is not.
 */
const rewrites: [RegExp, Rewrite][] = [
  [
    /^unknown option '([^=']*)[^]*'$/,
    ([, flag = ""], command) => {
      const near = didYouMean(flag, flagsOf(command));
      const others = (command.parent?.commands ?? [])
        .filter((other) => flagsOf(other).includes(flag))
        .map((other) => other.name());
      if (others.length > 0)
        return `${command.name()} has no option ${flag}; ${others.join(" and ")} ${others.length > 1 ? "have" : "has"} it\n${helpOf(command)} lists all options`;
      return `unknown option ${flag}.${near || `\n${helpOf(command)} lists all options`}`;
    },
  ],
  [
    /^option '([^ ']*)[^']*' argument missing$/,
    ([, flag = ""], command) => {
      const option = command.options.find(({ long, short }) => flag === long || flag === short);
      return `${flag} needs a value: ${option?.description ?? ""}`;
    },
  ],
  [
    /^option '([^ ']*)[^']*' argument '[^]*?' is invalid\. ([^]*)$/,
    ([, flag = "", problem = ""]) => `${flag}: ${problem}`,
  ],
  [
    /^command-argument value '[^]*?' is invalid for argument '([^']*)'\. ([^]*)$/,
    ([, name = "", problem = ""]) => `${name}: ${problem}`,
  ],
  [
    /^missing required argument '([^']*)'$/,
    ([, name = ""], command) => {
      const argument = command.registeredArguments.find((one) => one.name() === name);
      return `${command.name()} needs ${name}: ${argument?.description ?? ""}\n${helpOf(command)} shows examples`;
    },
  ],
  [
    /^option '([^ ']*)[^']*' cannot be used with option '([^ ']*)[^']*'$/,
    ([, one = "", other = ""]) => `${one} and ${other} cannot be combined; pass one of them`,
  ],
  [
    /^too many arguments for '([^']*)'\. Expected (\d+) [^]*$/,
    ([, name = "", count = ""], command) =>
      `${name} takes ${count === "0" ? "no arguments" : count === "1" ? "one argument" : `${count} arguments`}, but got ${command.args.map((word) => `"${word}"`).join(" ")}\n${helpOf(command)} shows its usage`,
  ],
];

/** Our message for a wrong command line, from commander's. It says what to do next. */
export function errorText(text: string, command: Command): string {
  const said = text.replace(/^error: /, "").trimEnd();
  for (const [pattern, rewrite] of rewrites) {
    const match = pattern.exec(said);
    if (match) return rewrite(match, command);
  }
  return said;
}

/** An error message for standard error: the first line starts with the name of the program. */
export function usageMessage(message: string): string {
  return `responses-conformance: ${message.split("\n").map(safe).join("\n")}\n`;
}
