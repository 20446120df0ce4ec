import type { Command } from "commander";
import { safe } from "../report/text.ts";
import { didYouMean } from "../scenario/suggest.ts";

/** Rewrites one of commander's messages. */
type Rewrite = (match: RegExpExecArray, command: Command) => string;

const helpOf = (command: Command): string => {
  const words = [command.parent?.name(), command.name()].filter((word) => word !== undefined);
  return `\`${words.join(" ")} --help\``;
};

const flagsOf = (command: Command): string[] =>
  command.options.flatMap(({ long }) => long ?? []).concat("--help");

/**
 * What commander says of a wrong command line, and how we say it: what came, what is right, and where to read on. Values
 * that belong to an option are not repeated here, one may be secret; who reads a value repeats it where it is not.
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
        return `unknown option ${flag}: ${command.name()} has none, ${others.join(" and ")} ${others.length > 1 ? "have" : "has"}\n${helpOf(command)} lists all options`;
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
    ([, one = "", other = ""]) => `${one} and ${other} exclude each other`,
  ],
  [
    /^too many arguments for '([^']*)'\. Expected (\d+) [^]*$/,
    ([, name = "", count = ""], command) =>
      `${name} takes ${count === "0" ? "no arguments" : count === "1" ? "one argument" : `${count} arguments`}, more came: ${command.args.map((word) => `"${word}"`).join(" ")}\n${helpOf(command)} shows how it is used`,
  ],
];

/** The message of a wrong command line, from commander's: named after the program, with what to do next. */
export function errorText(text: string, command: Command): string {
  const said = text.replace(/^error: /, "").trimEnd();
  for (const [pattern, rewrite] of rewrites) {
    const match = pattern.exec(said);
    if (match) return rewrite(match, command);
  }
  return said;
}

/** What is told of wrong usage: the first line is named after the program. */
export function usageMessage(message: string): string {
  return `responses-conformance: ${message.split("\n").map(safe).join("\n")}\n`;
}
