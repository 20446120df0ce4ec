import { InvalidArgumentError, Option, type Argument, type Command } from "commander";
import {
  readAuthHeader,
  readBaseUrl,
  readCount,
  readDuration,
  readSize,
  readHeader,
  readName,
  readText,
  type Read,
} from "../config/values.ts";
import { configFileName, defaults } from "../config/settings.ts";

// Options that several commands have, and the readers of their values.

/** Turns a reader of values into a parser of options. */
export function parsed<T>(
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

export const count = (min: number, max: number) => parsed((text) => readCount(text, min, max));

/** Reads a value that may be any text that is not empty. */
export const filled = parsed(readText);

/** Lets a value be one of a few names. */
export const choosing = <T extends Option | Argument>(names: readonly string[], target: T): T => {
  target.choices(names).argParser(parsed((text) => readName(text, names)));
  return target;
};

const append = (value: string, before: string[] | undefined): string[] => [
  ...(before ?? []),
  value,
];

/** Values that may be given several times, or joined by commas. */
export const appendAll = (value: string, before: string[] | undefined): string[] => {
  const names = value.split(",").map((name) => name.trim());
  if (names.includes("")) throw new InvalidArgumentError("the list has an empty name");
  return [...(before ?? []), ...names];
};

const appendHeader = (
  value: string,
  before: [string, string][] | undefined,
): [string, string][] => [...(before ?? []), parsed(readHeader)(value)];

/** How an endpoint is reached. @param note takes a text about each value that is used in another form than written */
export function addEndpoint(
  command: Command,
  note: (text: string) => void,
  more: readonly Option[] = [],
): Command {
  command
    .optionsGroup("Endpoint:")
    .option(
      "--base-url <url>",
      "everything before /responses, such as http://localhost:8000/v1 (or RESPONSES_BASE_URL)",
      parsed(readBaseUrl, note),
    );
  for (const option of more) command.addOption(option);
  return command
    .option(
      "--model <name>",
      "model to test (or RESPONSES_MODEL; default: the first model of GET /models)",
      filled,
    )
    .option(
      "--api-key-env <name>",
      "environment variable with the API key (default: RESPONSES_API_KEY, else OPENAI_API_KEY)",
      filled,
    )
    .option(
      "--api-key <key>",
      "the API key; other users of this machine can see it, so prefer a variable",
      filled,
    )
    .option(
      "--auth-header <name>",
      "header for the key, such as api-key; with a scheme: 'X-Auth: Token'",
      parsed(readAuthHeader),
    )
    .option("--header <name: value>", "add this header to each request (repeatable)", appendHeader);
}

const time = parsed(readDuration);

const { connect, headers, idle, total, background } = defaults.timeouts;
const seconds = {
  connect: `${connect / 1000}s`,
  headers: `${headers / 1000}s`,
  idle: `${idle / 1000}s`,
  total: `${total / 1000}s`,
  background: `${background / 1000}s`,
};

const size = parsed(readSize);

/** `--limit-event`: the largest event or body that is read. */
export const limitEventOption = [
  "--limit-event <size>",
  "largest event or JSON body that is read; a larger one is inconclusive (default: 16MiB)",
  size,
] as const;

/** `--limit-stream`: the largest stream that is read. */
export const limitStreamOption = [
  "--limit-stream <size>",
  "largest stream that is read (default: 512MiB)",
  size,
] as const;

/** How many requests at a time, how long to wait for each, how often to try again. */
export function addPace(command: Command): Command {
  return command
    .option(
      "--concurrency <n>",
      `most requests at the same time (default: ${defaults.concurrency})`,
      count(1, 64),
    )
    .option("--timeout-connect <time>", `limit to connect (default: ${seconds.connect})`, time)
    .option(
      "--timeout-headers <time>",
      `limit until the response headers arrive (default: ${seconds.headers})`,
      time,
    )
    .option(
      "--timeout-idle <time>",
      `limit between two reads of the body (default: ${seconds.idle})`,
      time,
    )
    .option(
      "--timeout-total <time>",
      `limit for a whole exchange (default: ${seconds.total})`,
      time,
    )
    .option(
      "--timeout-background <time>",
      `limit until a background response ends (default: ${seconds.background})`,
      time,
    )
    .option(
      "--retries <n>",
      `retries after 429, 502, 503, 504 or a refused connection (default: ${defaults.retries})`,
      count(0, 10),
    )
    .option(...limitEventOption)
    .option(...limitStreamOption);
}

/** `--dialect`: the dialects that judge. */
export const dialectOption = [
  "--dialect <names>",
  "dialects that judge: openresponses, openai (openai@2026-08-21 for one revision), or files; the first sets the exit code (default: openresponses)",
  appendAll,
] as const;

/** `--rule`: the rules that judge. */
export const ruleOption = [
  "--rule <glob>",
  "judge only by rules whose id matches, such as 'usage/*' (repeatable)",
  appendAll,
] as const;

/** `--config`: the config file to read. */
export const configOption = [
  "--config <file>",
  `config file (default: ${configFileName} in this folder, if it exists)`,
  filled,
] as const;

/** The options of reports: which, in which form, and what fails a run. */
export function addReporting(command: Command): Command {
  return command
    .optionsGroup("Report:")
    .option(
      "--reporter <name[=file]>",
      "console, html, junit, json, ndjson, markdown, github, tap or badge; =FILE writes it to a file (repeatable)",
      append,
    )
    .option("--strict", "SHOULD violations fail the run, like MUST violations")
    .option("--no-color", "print no colours (NO_COLOR and FORCE_COLOR are read too)")
    .addOption(new Option("--quiet", "print only failures and the last line").conflicts("verbose"))
    .option("--verbose", "report every finding, and name the rules that were not exercised");
}
