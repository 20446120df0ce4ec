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
  limitEventOption,
  limitStreamOption,
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
      "Tests if an endpoint conforms to the Responses API (POST /v1/responses and its event stream).",
    )
    .version(packageVersion(), "-V, --version", "print the version")
    .helpOption("-h, --help", "print this help; `COMMAND --help` prints the options of a command")
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
  // The parser sees each value once, so a note can be printed at once.
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
  for (const command of program.commands) command.helpOption("-h, --help", "print this help");
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
      "Judges captures offline: .sse, .txt with data: lines, .jsonl (one event per line), .har, tapes, and folders of these.",
    )
    .addArgument(
      naming("file", new Argument("<paths...>", "files and folders, or - for standard input")),
    )
    .optionsGroup("How to judge:")
    .option(...dialectOption)
    .option(...ruleOption)
    .option(...limitEventOption)
    .option(...limitStreamOption)
    .option(...configOption);
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
    .summary("render JSON reports again, merge shards, or compare runs")
    .description(
      "Renders JSON reports again, and merges the reports of shards. With --compare it shows different runs side by " +
        "side. If a scenario or rule fails that did not fail in the first run, the exit code is 1.",
    )
    .addArgument(naming("file", new Argument("<files...>", "JSON reports")))
    .option(
      "--compare",
      "show what changed since the first report (reporters console, html and markdown)",
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
    .summary("prove that every fault is found and no conforming server is reported")
    .description(
      "Runs each fault and each conforming variant of the reference server in the scenarios that it affects. " +
        "Prints which rule reported which fault. The outcome is kept in the cache folder; " +
        "`list requirements` reads it.",
    )
    .option(
      "--only <glob>",
      "try only faults and variants whose id matches, such as 'usage-*' (repeatable)",
      appendAll,
    )
    .option("--json", "print the matrix as JSON")
    .option("--no-color", "print no colours (NO_COLOR and FORCE_COLOR are read too)")
    .option("--quiet", "print only failures and the summary")
    .addHelpText("after", texts.selftest)
    .action(async (flags: SelftestFlags) => {
      const { selftest } = await import("./selftest/selftest.ts");
      setExit(await selftest(flags, io));
    });
}

function addServe(program: Command, io: Io, setExit: (code: number) => void): void {
  program
    .command("serve")
    .summary("run the reference server, to test clients")
    .description(
      "Runs the reference server. It is deterministic and conforms to both dialects; with --fault it has one named fault.",
    )
    .option("--port <n>", "port to listen on; 0 takes a free port", count(0, 65_535), 8000)
    .option("--host <name>", "address to listen on", "127.0.0.1")
    .option("--fault <id>", "violate the protocol in this way; `list faults` prints the ids")
    .option("--api-key <key>", "require this API key", filled)
    .addOption(
      choosing(
        ["attentive", "random"],
        new Option(
          "--model-mode <mode>",
          "attentive: the model follows the request; random: it answers with random words (default: attentive)",
        ),
      ),
    )
    .option("--seed <n>", "seed of the random model", count(0, 2 ** 32 - 1))
    .option("--quiet", "print only the address")
    .addHelpText("after", texts.serve)
    .action(async (flags: ServeFlags) => {
      const { serve } = await import("./serve.ts");
      setExit(await serve(flags, io));
    });
}
