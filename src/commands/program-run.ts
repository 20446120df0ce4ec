import { Option, type Command } from "commander";
import { readShard } from "../config/values.ts";
import { didYouMean } from "../scenario/suggest.ts";
import * as texts from "./help-texts.ts";
import type { InitFlags } from "./init/init.ts";
import type { Io } from "./io.ts";
import {
  addEndpoint,
  addPace,
  addReporting,
  appendAll,
  choosing,
  configOption,
  dialectOption,
  filled,
  parsed,
  ruleOption,
} from "./options.ts";
import type { RunFlags } from "./run.ts";
import { UsageError } from "../config/usage-error.ts";

// The commands that send requests to an endpoint.

/** The default command: tests an endpoint. */
export function addRun(
  program: Command,
  io: Io,
  setExit: (code: number) => void,
  note: (text: string) => void,
): void {
  const command = program
    .command("run", { isDefault: true })
    .summary("test an endpoint (the default command)")
    .description(
      "Tests an endpoint: sends the requests of the scenarios, judges every exchange by every rule, and reports.",
    )
    // Checked below, for a better message than "too many arguments".
    .allowExcessArguments();
  addEndpoint(command, note, [
    new Option("--reference", "test the embedded reference server instead"),
  ]);
  command
    .optionsGroup("What to test:")
    .option(...dialectOption)
    .option(
      "--suite <name>",
      "run this suite: a name, or the path of a file or folder with scenarios (repeatable)",
      appendAll,
    )
    .option(
      "--scenario <glob>",
      "run only scenarios whose id matches, such as 'state/*' (repeatable)",
      appendAll,
    )
    .option(...ruleOption)
    .option(
      "--require <capabilities>",
      "capabilities that the endpoint must offer; if one is not offered, the run fails",
      appendAll,
    )
    .option(...configOption)
    .option("--dry-run", "list the requests and the tokens they may cost; send nothing")
    .option("--json", "with --dry-run: print JSON")
    .option("--waivers <file>", "file with known failures; they do not fail the run", filled)
    .option("--update-waivers", "add each failure to the waiver file; you then write the reasons")
    .optionsGroup("How to test:")
    .addOption(
      choosing(
        ["http", "websocket"],
        new Option(
          "--transport <name>",
          "websocket: send POST /responses over WebSocket, in each scenario that can use it",
        ),
      ),
    );
  addPace(command);
  command
    .option("--shard <i/n>", "run part i of n; `report` merges the parts", parsed(readShard))
    .option("--fail-fast", "stop after the first scenario that fails")
    .option("--watch", "run again each time a scenario, config, waiver or dialect file changes")
    .option(
      "--record <dir>",
      "write every exchange to this folder; `check` can judge it again",
      filled,
    );
  addReporting(command)
    .addHelpText("after", texts.run)
    .action(async (flags: RunFlags, command: Command) => {
      const [stray] = command.args;
      if (stray !== undefined) throw new UsageError(strayArgument(stray, program));
      const start = flags.watch
        ? (await import("./watch.ts")).watch
        : (await import("./run.ts")).run;
      setExit(await start(flags, io));
    });
}

function strayArgument(word: string, program: Command): string {
  if (/^https?:\/\//i.test(word))
    return `an endpoint needs the option --base-url: --base-url ${word}`;
  if (word === "help")
    return 'there is no command "help"; run `responses-conformance --help` or `responses-conformance COMMAND --help`';
  const names = program.commands.map((command) => command.name());
  return `unknown command "${word}".${didYouMean(word, names) || ` Known: ${names.join(", ")}.`}`;
}

/** Writes a config file for an endpoint. */
export function addInit(
  program: Command,
  io: Io,
  setExit: (code: number) => void,
  note: (text: string) => void,
): void {
  const command = program
    .command("init")
    .summary("write responses-conformance.yaml by probing an endpoint")
    .description(
      "Probes what an endpoint offers and writes a config file. A comment beside each value gives the evidence. " +
        "The command sends about 20 short requests. It writes the name of the API key's variable, never the key.",
    );
  addEndpoint(command, note);
  addPace(command.optionsGroup("How to ask:"));
  command
    .optionsGroup("What to write:")
    .option(
      "--out <file>",
      "file to write, - for standard output",
      filled,
      "responses-conformance.yaml",
    )
    .option("--stdout", "the same as --out -")
    .option("--force", "overwrite an existing file")
    .addHelpText("after", texts.init)
    .action(async (flags: InitFlags) => {
      const { init } = await import("./init/init.ts");
      setExit(await init(flags, io));
    });
}
