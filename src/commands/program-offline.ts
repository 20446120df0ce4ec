import { Argument, type Command } from "commander";
import { shells } from "./completion/shells.ts";
import { choosing } from "./options.ts";
import { naming } from "./value-kinds.ts";
import type { Io } from "./io.ts";
import * as texts from "./help-texts.ts";

// The commands that read what is on this machine, and send nothing.

export function addList(program: Command, io: Io, setExit: (code: number) => void): void {
  program
    .command("list")
    .summary("list rules, scenarios, events, faults, capabilities or requirements")
    .description(
      "Lists the rules, scenarios, events, faults, capabilities or requirements of this version.",
    )
    .addArgument(
      naming(
        "listable",
        new Argument("<what>", "rules, scenarios, events, faults, capabilities or requirements"),
      ),
    )
    .option("--json", "print JSON")
    .addHelpText("after", texts.list)
    .action(async (what: string, flags: { json?: boolean }) => {
      const { list } = await import("./list.ts");
      setExit(await list(what, flags, io));
    });
}

export function addExplain(program: Command, io: Io, setExit: (code: number) => void): void {
  program
    .command("explain")
    .summary("explain a rule, a scenario or an event")
    .description(
      "Explains a rule (requirement, level, why it matters, a failing example), a scenario or an event type.",
    )
    .addArgument(
      naming("explainable", new Argument("<name>", "a rule id, a scenario id or an event type")),
    )
    .option("--no-color", "print no colours")
    .addHelpText("after", texts.explain)
    .action(async (name: string, flags: { color?: boolean }) => {
      const { explain } = await import("./explain/explain.ts");
      setExit(await explain(name, flags, io));
    });
}

export function addLint(program: Command, io: Io, setExit: (code: number) => void): void {
  program
    .command("lint")
    .summary("check scenario, config, waiver and dialect files")
    .description("Checks files and sends nothing. Errors are reported as file:line:col.")
    .addArgument(
      naming(
        "suite",
        new Argument("<paths...>", "files, folders, or names of the built-in suites"),
      ),
    )
    .option("--quiet", "print only errors")
    .addHelpText("after", texts.lint)
    .action(async (paths: string[], flags: { quiet?: boolean }) => {
      const { lint } = await import("./lint.ts");
      setExit(await lint(paths, flags, io));
    });
}

export function addCompletion(program: Command, io: Io, setExit: (code: number) => void): void {
  program
    .command("completion")
    .summary("print the shell completion script")
    .description(
      "Prints a script for your shell. It completes commands, flags, files, and the names of rules, scenarios, suites, " +
        "dialects, reporters, capabilities and faults. The names are those of this version: load the script again after an update.",
    )
    .addArgument(choosing(shells, new Argument("<shell>", "bash, zsh or fish")))
    .addHelpText("after", texts.completion)
    .action(async (shell: (typeof shells)[number]) => {
      const { completion } = await import("./completion/completion.ts");
      setExit(await completion(shell, program, io));
    });
}
