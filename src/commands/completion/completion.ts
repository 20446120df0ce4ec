import type { Command } from "commander";
import { write, type Io } from "../io.ts";
import { bashScript } from "./bash.ts";
import { fishScript } from "./fish.ts";
import { readCommandLine, type CommandLine, type Sources } from "./model.ts";
import type { shells } from "./shells.ts";
import { findSources } from "./sources.ts";
import { zshScript } from "./zsh.ts";

const scripts: Record<(typeof shells)[number], (line: CommandLine, sources: Sources) => string> = {
  bash: bashScript,
  zsh: zshScript,
  fish: fishScript,
};

/** Prints the script that completes the words of a program in a shell. @returns the exit code */
export async function completion(
  shell: (typeof shells)[number],
  program: Command,
  io: Io,
): Promise<number> {
  await write(io.stdout, scripts[shell](readCommandLine(program), await findSources()));
  return 0;
}
