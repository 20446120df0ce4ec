import { Command, InvalidArgumentError, Option } from "commander";
import { packageVersion } from "../assets/assets.ts";
import {
  readAuthHeader,
  readBaseUrl,
  readCount,
  readDuration,
  readHeader,
  readShard,
  type Read,
} from "../config/values.ts";
import { didYouMean } from "../scenario/suggest.ts";
import type { CheckFlags } from "./check/check.ts";
import type { Io } from "./io.ts";
import { addExplain, addLint, addList } from "./program-offline.ts";
import type { ReportCommandFlags } from "./report.ts";
import type { RunFlags } from "./run.ts";
import type { SelftestFlags } from "./selftest/selftest.ts";
import type { ServeFlags } from "./serve.ts";
import { errorText } from "./error-text.ts";
import { UsageError } from "./usage-error.ts";
import * as texts from "./help-texts.ts";

/** Turns a reader of values into a parser of options. */
function parsed<T>(
  read: (text: string) => Read<T>,
  onNote: (note: string) => void = () => undefined,
) {
  return (text: string): T => {
    const result = read(text);
    if ("problem" in result) throw new InvalidArgumentError(result.problem);
    if (result.note !== undefined) onNote(result.note);
    return result.value;
  };
}

const count = (min: number, max: number) => parsed((text) => readCount(text, min, max));
const append = (value: string, before: string[] | undefined): string[] => [
  ...(before ?? []),
  value,
];
/** Values that may be given several times, or joined by commas. */
const appendAll = (value: string, before: string[] | undefined): string[] => {
  const names = value.split(",").map((name) => name.trim());
  if (names.includes("")) throw new InvalidArgumentError("It holds an empty name.");
  return [...(before ?? []), ...names];
};
const appendHeader = (
  value: string,
  before: [string, string][] | undefined,
): [string, string][] => [...(before ?? []), parsed(readHeader)(value)];

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
    .helpOption("-h, --help", "show help; `COMMAND --help` shows all options of a command")
    .helpCommand(false)
    .usage(
      "[run] --base-url URL [options]\n       responses-conformance COMMAND [arguments] [options]",
    )
    .addHelpText("after", texts.program)
    .exitOverride()
    .showSuggestionAfterError()
    .configureOutput({
      writeOut: (text) => void io.stdout.write(text),
      writeErr: (text) => void io.stderr.write(text),
      outputError: (text, writeErr) => writeErr(errorText(text)),
    })
    .configureHelp({ helpWidth: 100, showGlobalOptions: false });
  const note = (text: string): void => void io.stderr.write(`note: ${text}\n`);
  // A note belongs to the value that is used: the parser may see a value once only, so it can be told at once.
  addRun(program, io, setExit, note);
  addCheck(program, io, setExit);
  addServe(program, io, setExit);
  addSelftest(program, io, setExit);
  addList(program, io, setExit);
  addExplain(program, io, setExit);
  addLint(program, io, setExit);
  addReport(program, io, setExit);
  return program;
}

function addRun(
  program: Command,
  io: Io,
  setExit: (code: number) => void,
  note: (text: string) => void,
): void {
  const command = program
    .command("run", { isDefault: true })
    .summary("test an endpoint (the default command)")
    .description(
      "Tests an endpoint: sends the scenarios, judges every exchange by all rules, reports.",
    )
    // Looked at below, for a better message than "too many arguments".
    .allowExcessArguments()
    .optionsGroup("Endpoint:")
    .addOption(
      new Option(
        "--base-url <url>",
        "everything before /responses, such as http://localhost:8000/v1",
      ).argParser(parsed(readBaseUrl, note)),
    )
    .option("--reference", "test the embedded reference server instead")
    .option("--model <name>", "model to ask; the first one of GET /models when left out")
    .option("--api-key-env <name>", "environment variable that holds the API key")
    .option(
      "--api-key <key>",
      "the key itself; other users of the machine can see it, prefer a variable",
    )
    .addOption(
      new Option(
        "--auth-header <name>",
        "header that carries the key, such as api-key, or X-Auth: Token",
      ).argParser(parsed(readAuthHeader)),
    )
    .addOption(
      new Option(
        "--header <name: value>",
        "send a header with each request (repeatable)",
      ).argParser(appendHeader),
    )
    .optionsGroup("What is tested:")
    .addOption(
      new Option(
        "--dialect <names>",
        "dialects that judge, the first sets the exit code: openresponses, openai, or files",
      ).argParser(appendAll),
    )
    .addOption(
      new Option(
        "--suite <name>",
        "suite, or path of a folder or file with scenarios (repeatable)",
      ).argParser(appendAll),
    )
    .addOption(
      new Option(
        "--scenario <glob>",
        "only scenarios whose id matches, such as 'state/*' (repeatable)",
      ).argParser(appendAll),
    )
    .addOption(
      new Option(
        "--rule <glob>",
        "only judge by rules whose id matches, such as 'usage/*' (repeatable)",
      ).argParser(appendAll),
    )
    .addOption(
      new Option(
        "--require <capabilities>",
        "capabilities that must be offered: not applicable for want of one is a failure",
      ).argParser(appendAll),
    )
    .option(
      "--config <file>",
      "config file; responses-conformance.yaml of this folder when left out",
    )
    .option(
      "--dry-run",
      "list the requests that would be sent and what they may cost, send nothing",
    )
    .option("--json", "with --dry-run: as JSON")
    .option("--waivers <file>", "known failures, which do not count (see `waivers` in the README)")
    .option("--update-waivers", "add what fails to the waiver file, the reasons left to fill in")
    .optionsGroup("How it is tested:")
    .addOption(
      new Option(
        "--transport <name>",
        "websocket: create the responses of all scenarios over WebSocket, where that is the same test",
      ).choices(["http", "websocket"]),
    )
    .addOption(
      new Option("--concurrency <n>", "scenarios at the same time (default: 4)").argParser(
        count(1, 64),
      ),
    )
    .addOption(
      new Option("--timeout-connect <time>", "for the connection (default: 5s)").argParser(
        parsed(readDuration),
      ),
    )
    .addOption(
      new Option("--timeout-headers <time>", "for the head of an answer (default: 60s)").argParser(
        parsed(readDuration),
      ),
    )
    .addOption(
      new Option("--timeout-idle <time>", "between two reads of a body (default: 30s)").argParser(
        parsed(readDuration),
      ),
    )
    .addOption(
      new Option("--timeout-total <time>", "for a whole exchange (default: 300s)").argParser(
        parsed(readDuration),
      ),
    )
    .addOption(
      new Option(
        "--retries <n>",
        "further tries after 429, 502, 503, 504 or a refused connection (default: 2)",
      ).argParser(count(0, 10)),
    )
    .addOption(
      new Option("--shard <i/n>", "run one of n parts; `report` puts them together").argParser(
        parsed(readShard),
      ),
    )
    .option("--fail-fast", "stop after the first scenario that fails")
    .option("--record <dir>", "keep all exchanges as tapes, which `check` can judge again");
  addReporting(command)
    .addHelpText("after", texts.run)
    .action(async (flags: RunFlags, command: Command) => {
      const [stray] = command.args;
      if (stray !== undefined) throw new UsageError(strayArgument(stray, program));
      const { run } = await import("./run.ts");
      setExit(await run(flags, io));
    });
}

function strayArgument(word: string, program: Command): string {
  if (/^https?:\/\//i.test(word)) return `an endpoint is named by an option: --base-url ${word}`;
  const names = program.commands.map((command) => command.name());
  return `unknown command "${word}".${didYouMean(word, names) || ` Known: ${names.join(", ")}.`}`;
}

function addReporting(command: Command): Command {
  return command
    .optionsGroup("Report:")
    .addOption(
      new Option(
        "--reporter <name[=file]>",
        "console, junit, json, ndjson, markdown, github, tap or badge; to a file with =FILE (repeatable)",
      ).argParser(append),
    )
    .option("--strict", "what SHOULD be done counts like what MUST be done")
    .option("--no-color", "no colours (NO_COLOR and FORCE_COLOR are honoured too)")
    .addOption(new Option("--quiet", "only failures and the last line").conflicts("verbose"))
    .option("--verbose", "fold nothing, and name the rules that were not exercised");
}

function addCheck(program: Command, io: Io, setExit: (code: number) => void): void {
  const command = program
    .command("check")
    .summary("judge recorded streams offline")
    .description(
      "Judges captures offline: .sse, .txt with data: lines, .jsonl (one event per line), .har, tapes, and folders of them.",
    )
    .argument("<paths...>", "files and folders, or - for standard input")
    .optionsGroup("What is judged:")
    .addOption(
      new Option(
        "--dialect <names>",
        "dialects that judge, the first sets the exit code: openresponses, openai, or files",
      ).argParser(appendAll),
    )
    .addOption(
      new Option("--rule <glob>", "only judge by rules whose id matches (repeatable)").argParser(
        appendAll,
      ),
    )
    .option(
      "--config <file>",
      "config file; responses-conformance.yaml of this folder when left out",
    );
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
    .summary("render JSON reports again, shards as one run")
    .description("Renders JSON reports again; those of shards are put together.")
    .argument("<files...>", "JSON reports");
  addReporting(command).action(async (files: string[], flags: ReportCommandFlags) => {
    const { report } = await import("./report.ts");
    setExit(await report(files, flags, io));
  });
}

function addSelftest(program: Command, io: Io, setExit: (code: number) => void): void {
  program
    .command("selftest")
    .summary("prove that every fault is found, and no conforming server accused")
    .description(
      "Runs the scenarios against every fault of the reference server, where it shows, and against every conforming\n" +
        "variant of it, and prints which rule named which fault. Exits 1 if a fault survives, a scenario shows none,\n" +
        "or anything is said against a variant.\n" +
        "What it exercised is kept in the cache folder, where `list requirements` finds it.",
    )
    .addOption(
      new Option(
        "--only <glob>",
        "only faults and variants whose id matches, such as 'usage-*' (repeatable)",
      ).argParser(appendAll),
    )
    .option("--json", "print the matrix as JSON")
    .option("--no-color", "no colours (NO_COLOR and FORCE_COLOR are honoured too)")
    .option("--quiet", "only what went wrong, and the summary")
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
    .option("--fault <id>", "break the protocol in one way; `list faults` names them")
    .option("--api-key <key>", "demand this key")
    .addOption(
      new Option("--model-mode <mode>", "random: words by chance, whatever is asked").choices([
        "attentive",
        "random",
      ]),
    )
    .option("--seed <n>", "what the random words follow", count(0, 2 ** 32 - 1))
    .option("--quiet", "print the address only")
    .addHelpText("after", texts.serve)
    .action(async (flags: ServeFlags) => {
      const { serve } = await import("./serve.ts");
      setExit(await serve(flags, io));
    });
}
