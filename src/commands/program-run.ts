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
import { UsageError } from "./usage-error.ts";
import { naming } from "./value-kinds.ts";

// The commands that ask an endpoint.

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
      "Tests an endpoint: sends the scenarios, judges every exchange by all rules, reports.",
    )
    // Looked at below, for a better message than "too many arguments".
    .allowExcessArguments();
  addEndpoint(command, note, [
    new Option("--reference", "test the embedded reference server instead"),
  ]);
  command
    .optionsGroup("What is tested:")
    .addOption(dialectOption())
    .addOption(
      naming(
        "suite",
        new Option(
          "--suite <name>",
          "suite, or path of a folder or file with scenarios (repeatable)",
        ).argParser(appendAll),
      ),
    )
    .addOption(
      naming(
        "scenario",
        new Option(
          "--scenario <glob>",
          "only scenarios whose id matches, such as 'state/*' (repeatable)",
        ).argParser(appendAll),
      ),
    )
    .addOption(ruleOption())
    .addOption(
      naming(
        "capability",
        new Option(
          "--require <capabilities>",
          "capabilities that must be offered: not applicable for want of one is a failure",
        ).argParser(appendAll),
      ),
    )
    .addOption(configOption())
    .option(
      "--dry-run",
      "list the requests that would be sent and what they may cost, send nothing",
    )
    .option("--json", "with --dry-run: as JSON")
    .addOption(naming("file", filled("--waivers <file>", "known failures, which do not count")))
    .option("--update-waivers", "add what fails to the waiver file, the reasons left to fill in")
    .optionsGroup("How it is tested:")
    .addOption(
      choosing(
        ["http", "websocket"],
        new Option(
          "--transport <name>",
          "websocket: create the responses of all scenarios over WebSocket, where that is the same test",
        ),
      ),
    );
  addPace(command);
  command
    .addOption(
      new Option("--shard <i/n>", "run one of n parts; `report` puts them together").argParser(
        parsed(readShard),
      ),
    )
    .option("--fail-fast", "stop after the first scenario that fails")
    .option(
      "--watch",
      "stay, and run again when a scenario, config, waiver or dialect file changes",
    )
    .addOption(
      naming(
        "folder",
        filled("--record <dir>", "keep all exchanges as tapes, which `check` can judge again"),
      ),
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
  if (/^https?:\/\//i.test(word)) return `an endpoint is named by an option: --base-url ${word}`;
  if (word === "help") return "help is an option: --help, or COMMAND --help";
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
      "Asks an endpoint what it offers and writes a config file with the answers, each with what it rests on. " +
        "It sends about 25 short requests. The API key is never written, only the name of its variable.",
    );
  addEndpoint(command, note);
  addPace(command.optionsGroup("How it is asked:"));
  command
    .optionsGroup("What is written:")
    .addOption(
      naming("file", filled("--out <file>", "file to write, - for standard output")).default(
        "responses-conformance.yaml",
      ),
    )
    .option("--stdout", "the same as --out -")
    .option("--force", "overwrite a file that is there")
    .addHelpText("after", texts.init)
    .action(async (flags: InitFlags) => {
      const { init } = await import("./init/init.ts");
      setExit(await init(flags, io));
    });
}
