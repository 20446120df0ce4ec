import { Argument, Command, Option } from "commander";
import { packageVersion } from "../assets/assets.ts";
import type { CheckFlags } from "./check/check.ts";
import { widthOf, type Io } from "./io.ts";
import { addCompletion, addExplain, addLint, addList } from "./program-offline.ts";
import {
  addReporting,
  appendAll,
  choosing,
  configOption,
  count,
  dialectOption,
  filled,
  ruleOption,
} from "./options.ts";
import type { ReportCommandFlags } from "./report.ts";
import { addInit, addRun } from "./program-run.ts";
import type { SelftestFlags } from "./selftest/selftest.ts";
import type { ServeFlags } from "./serve.ts";
import { errorText, usageMessage } from "./error-text.ts";
import { naming } from "./value-kinds.ts";
import * as texts from "./help-texts.ts";

/**
 * The command line. What each command needs is loaded only when it runs.
 * @param setExit takes the exit code of the command that ran
 */
export function createProgram(io: Io, setExit: (code: number) => void): Command {
  const program = new Command("responses-conformance")
    .description(
      "Does this endpoint really speak the Responses API (POST /v1/responses and its event stream)?",
    )
    .version(packageVersion(), "-V, --version", "print the version")
    .helpOption("-h, --help", "show this; `COMMAND --help` shows the options of a command")
    .helpCommand(false)
    .usage(
      "[run] --base-url URL [options]\n       responses-conformance COMMAND [arguments] [options]",
    )
    .addHelpText("after", texts.program)
    .exitOverride()
    .showSuggestionAfterError(false)
    .configureOutput({
      writeOut: (text) => void io.stdout.write(text),
      writeErr: (text) => void io.stderr.write(text),
    })
    .configureHelp({ helpWidth: Math.min(100, widthOf(io)), showGlobalOptions: false });
  const note = (text: string): void => void io.stderr.write(`note: ${text}\n`);
  // A note belongs to the value that is used: the parser may see a value once only, so it can be told at once.
  addRun(program, io, setExit, note);
  addInit(program, io, setExit, note);
  addCheck(program, io, setExit);
  addServe(program, io, setExit);
  addSelftest(program, io, setExit);
  addList(program, io, setExit);
  addExplain(program, io, setExit);
  addLint(program, io, setExit);
  addReport(program, io, setExit);
  addCompletion(program, io, setExit);
  for (const command of program.commands) command.helpOption("-h, --help", "show this");
  for (const command of [program, ...program.commands])
    command.configureOutput({
      outputError: (text, writeErr) => writeErr(usageMessage(errorText(text, command))),
    });
  return program;
}

function addCheck(program: Command, io: Io, setExit: (code: number) => void): void {
  const command = program
    .command("check")
    .summary("judge recorded streams offline")
    .description(
      "Judges captures offline: .sse, .txt with data: lines, .jsonl (one event per line), .har, tapes, and folders of them.",
    )
    .addArgument(
      naming("file", new Argument("<paths...>", "files and folders, or - for standard input")),
    )
    .optionsGroup("What is judged:")
    .addOption(dialectOption())
    .addOption(ruleOption())
    .addOption(configOption());
  addReporting(command)
    .addHelpText("after", texts.check)
    .action(async (paths: string[], flags: CheckFlags) => {
      const { check } = await import("./check/check.ts");
      setExit(await check(paths, flags, io));
    });
}

function addReport(program: Command, io: Io, setExit: (code: number) => void): void {
  const command = program
    .command("report")
    .summary("render JSON reports again, shards as one run, or runs side by side")
    .description(
      "Renders JSON reports again; those of shards are put together. With --compare those of different runs stand side " +
        "by side, and what fails now and did not in the first of them is exit code 1.",
    )
    .addArgument(naming("file", new Argument("<files...>", "JSON reports")))
    .option(
      "--compare",
      "side by side: what changed since the first (reporters console, html and markdown)",
    );
  addReporting(command)
    .addHelpText("after", texts.report)
    .action(async (files: string[], flags: ReportCommandFlags) => {
      const { report } = await import("./report.ts");
      setExit(await report(files, flags, io));
    });
}

function addSelftest(program: Command, io: Io, setExit: (code: number) => void): void {
  program
    .command("selftest")
    .summary("prove that every fault is found, and no conforming server accused")
    .description(
      "Runs the scenarios against every fault of the reference server, where it shows, and against every conforming " +
        "variant of it, and prints which rule named which fault. What it exercised is kept in the cache folder, where " +
        "`list requirements` finds it.",
    )
    .addOption(
      naming(
        "fault-or-variant",
        new Option(
          "--only <glob>",
          "only faults and variants whose id matches, such as 'usage-*' (repeatable)",
        ).argParser(appendAll),
      ),
    )
    .option("--json", "print the matrix as JSON")
    .option("--no-color", "no colours (NO_COLOR and FORCE_COLOR are honoured too)")
    .option("--quiet", "only what went wrong, and the summary")
    .addHelpText("after", texts.selftest)
    .action(async (flags: SelftestFlags) => {
      const { selftest } = await import("./selftest/selftest.ts");
      setExit(await selftest(flags, io));
    });
}

function addServe(program: Command, io: Io, setExit: (code: number) => void): void {
  program
    .command("serve")
    .summary("run the reference server, to test clients with")
    .description(
      "Runs the reference server: deterministic, conforming in both dialects, or broken in one named way.",
    )
    .option("--port <n>", "port to listen on, 0 for a free one", count(0, 65_535), 8000)
    .option("--host <name>", "address to listen on", "127.0.0.1")
    .addOption(
      naming(
        "fault",
        new Option("--fault <id>", "break the protocol in one way; `list faults` names them"),
      ),
    )
    .addOption(filled("--api-key <key>", "demand this key"))
    .addOption(
      choosing(
        ["attentive", "random"],
        new Option(
          "--model-mode <mode>",
          "how the model answers; random: words by chance, whatever is asked (default: attentive)",
        ),
      ),
    )
    .option("--seed <n>", "what the random words follow", count(0, 2 ** 32 - 1))
    .option("--quiet", "print the address only")
    .addHelpText("after", texts.serve)
    .action(async (flags: ServeFlags) => {
      const { serve } = await import("./serve.ts");
      setExit(await serve(flags, io));
    });
}
