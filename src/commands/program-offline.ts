import { Argument, type Command } from "commander";
import { shells } from "./completion/shells.ts";
import { choosing } from "./options.ts";
import { naming } from "./value-kinds.ts";
import type { Io } from "./io.ts";
import * as texts from "./help-texts.ts";

// The commands that look at what is here, and send nothing.

export function addList(program: Command, io: Io, setExit: (code: number) => void): void {
  program
    .command("list")
    .summary("list rules, scenarios, events, faults, capabilities or requirements")
    .description("Lists what the suite knows.")
    .addArgument(
      naming(
        "listable",
        new Argument("<what>", "rules, scenarios, events, faults, capabilities or requirements"),
      ),
    )
    .option("--json", "as JSON")
    .addHelpText("after", texts.list)
    .action(async (what: string, flags: { json?: boolean }) => {
      const { list } = await import("./list.ts");
      setExit(await list(what, flags, io));
    });
}

export function addExplain(program: Command, io: Io, setExit: (code: number) => void): void {
  program
    .command("explain")
    .summary("what a rule, a scenario or an event is about")
    .description(
      "Explains a rule (requirement, level, why it matters, a failing example), a scenario or an event type.",
    )
    .addArgument(
      naming("explainable", new Argument("<name>", "id of a rule or scenario, or an event type")),
    )
    .option("--no-color", "no colours")
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
    .description("Checks files without sending anything; mistakes are told as file:line:col.")
    .addArgument(
      naming("suite", new Argument("<paths...>", "files and folders, or names of shipped suites")),
    )
    .option("--quiet", "only errors")
    .addHelpText("after", texts.lint)
    .action(async (paths: string[], flags: { quiet?: boolean }) => {
      const { lint } = await import("./lint.ts");
      setExit(await lint(paths, flags, io));
    });
}

export function addCompletion(program: Command, io: Io, setExit: (code: number) => void): void {
  program
    .command("completion")
    .summary("print a script that completes commands, flags and names in your shell")
    .description(
      "Prints a script for your shell. It completes commands, flags, files, and the names of rules, scenarios, suites, " +
        "dialects, reporters, capabilities and faults. It knows those of this version: load it anew after an update.",
    )
    .addArgument(choosing(shells, new Argument("<shell>", "bash, zsh or fish")))
    .addHelpText("after", texts.completion)
    .action(async (shell: (typeof shells)[number]) => {
      const { completion } = await import("./completion/completion.ts");
      setExit(await completion(shell, program, io));
    });
}
