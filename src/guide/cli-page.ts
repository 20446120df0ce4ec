import type { Command } from "commander";
import { createProgram } from "../commands/program.ts";
import type { Io } from "../commands/io.ts";

/** The text of docs/cli.md: the output of `--help` for the program and for each command. */
export function cliPage(): string {
  let told = "";
  const stdout = { columns: 100, write: (text: string) => (told += text) };
  const io = { stdout, stderr: stdout, env: {}, cwd: "." } as unknown as Io;
  const program = createProgram(io, () => undefined);
  const helpOf = (command: Command): string => {
    told = "";
    command.outputHelp();
    return `\`\`\`text\n${told.trim()}\n\`\`\``;
  };
  const parts = [
    "# The command line",
    "<!-- Written by `npm run docs` from the program itself. -->",
    "The `--help` text of the program and of each command. [config.md](config.md) describes the config file.",
    helpOf(program),
    ...program.commands.flatMap((command) => [`## ${command.name()}`, helpOf(command)]),
  ];
  return `${parts.join("\n\n")}\n`;
}
