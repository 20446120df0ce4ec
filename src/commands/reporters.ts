import { appendFile } from "node:fs/promises";
import { resolve } from "node:path";
import { consoleReport } from "../report/console.ts";
import type { ReportOptions } from "../report/options.ts";
import { plain } from "../report/paint.ts";
import type { RunResult } from "../result/run.ts";
import { didYouMean } from "../scenario/suggest.ts";
import { checkWritable, paintFor, widthOf, write, writeWhole, type Io } from "./io.ts";
import { UsageError } from "../config/usage-error.ts";

const errorText = (error: unknown): string =>
  error instanceof Error ? error.message : String(error);

type Render = (run: RunResult, options: ReportOptions) => string | Promise<string>;

/** Loads the reports that are small: in one file, as each file is time when the program is installed. */
const others = () => import("../report/others.ts");

const renderers: Record<string, Render> = {
  console: consoleReport,
  junit: async (...of) => (await others()).junitReport(...of),
  json: async (...of) => (await others()).jsonReport(...of),
  ndjson: async (...of) => (await others()).ndjsonReport(...of),
  html: async (...of) => (await import("../report/html/html.ts")).htmlReport(...of),
  markdown: async (...of) => (await others()).markdownReport(...of),
  github: async (...of) => (await others()).githubReport(...of),
  tap: async (...of) => (await others()).tapReport(...of),
  badge: async (...of) => (await others()).badgeReport(...of),
};

/** Reporters that show what went over the wire. */
const tracing: ReadonlySet<string> = new Set(["json", "html"]);

/** Whether any of the reports needs `StepResult.traces`. */
export const wantTraces = (reporters: readonly Reporter[]): boolean =>
  reporters.some(({ name }) => tracing.has(name));

/** Names of all reporters. */
export const reporterNames: readonly string[] = Object.keys(renderers);

/** One requested report: its format and its file. Without a file it is written to standard output. */
export interface Reporter {
  name: string;
  file: string | undefined;
}

/**
 * Reads `NAME[=FILE]` values. If all of them have files, the console report is added on standard output.
 * @throws UsageError for an unknown name, and if two reports would be written to the same place
 */
export function parseReporters(values: readonly string[], cwd: string): Reporter[] {
  const reporters = values.map((value): Reporter => {
    const equals = value.indexOf("=");
    const name = equals < 0 ? value : value.slice(0, equals);
    const file = equals < 0 ? "-" : value.slice(equals + 1);
    if (!Object.hasOwn(renderers, name)) {
      const hint = didYouMean(name, reporterNames) || ` Known: ${reporterNames.join(", ")}.`;
      throw new UsageError(`unknown reporter "${name}".${hint}`);
    }
    if (file === "") throw new UsageError(`--reporter ${value}: the file name after = is missing`);
    return { name, file: file === "-" ? undefined : resolve(cwd, file) };
  });
  if (reporters.every(({ file }) => file !== undefined))
    reporters.unshift({ name: "console", file: undefined });
  const places = reporters.map(({ file }) => file ?? "standard output");
  const twice = places.find((place, index) => places.indexOf(place) !== index);
  if (twice !== undefined)
    throw new UsageError(
      `two reports would be written to ${twice}; give one of them a file, as in junit=report.xml`,
    );
  return reporters;
}

/** Checks the files of reports. @throws UsageError if one of them cannot be written */
export async function prepareReporters(reporters: readonly Reporter[]): Promise<void> {
  for (const { file } of reporters) if (file !== undefined) await checkWritable(file);
}

/**
 * A report for the log of a GitHub job. The runner executes lines that begin with `::`, also after blanks, and text of an
 * endpoint may begin a line. Only the github report, which is made of such commands, keeps them.
 */
const inertFor = ({ env }: Io, name: string, text: string): string =>
  env["GITHUB_ACTIONS"] === "true" && name !== "github"
    ? text.replaceAll(/^([^\S\n]*)::/gm, "$1: :")
    : text;

/** Flags that change how reports look. */
export interface ReportFlags {
  strict?: boolean;
  quiet?: boolean;
  verbose?: boolean;
  color?: boolean;
}

/** The options of reports, from the flags and the exit code of the run. */
async function optionsOf(
  { strict = false, quiet = false, verbose = false, color = true }: ReportFlags,
  exitCode: number,
  io: Io,
): Promise<ReportOptions> {
  const paint = await paintFor(io, color);
  return { exitCode, strict, quiet, verbose, width: widthOf(io), paint };
}

/**
 * Writes reports: files first, so that they exist when the last line is printed.
 * @param render the report of that name
 */
export async function writeEach(
  reporters: readonly Reporter[],
  flags: ReportFlags,
  { exitCode, io }: { exitCode: number; io: Io },
  render: (name: string, options: ReportOptions) => string | Promise<string>,
): Promise<void> {
  const options = await optionsOf(flags, exitCode, io);
  const toFilesFirst = reporters.toSorted(
    (a, b) => Number(a.file === undefined) - Number(b.file === undefined),
  );
  for (const { name, file } of toFilesFirst)
    if (file === undefined) await write(io.stdout, inertFor(io, name, await render(name, options)));
    else await writeWhole(file, await render(name, { ...options, paint: plain, width: 100 }));
}

/**
 * Writes all reports of a run.
 * @param streamed names of reports that were written during the run
 */
export async function writeReports(
  run: RunResult,
  reporters: readonly Reporter[],
  flags: ReportFlags,
  { exitCode, io, streamed = [] }: { exitCode: number; io: Io; streamed?: readonly string[] },
): Promise<void> {
  const jobSummary = io.env["GITHUB_STEP_SUMMARY"];
  if (reporters.some(({ name }) => name === "github") && jobSummary) {
    const options = await optionsOf({ ...flags, color: false }, exitCode, io);
    const { markdownReport } = await others();
    await appendFile(jobSummary, markdownReport(run, options)).catch((error: unknown) =>
      // The run itself succeeded; a missing summary must not fail it.
      io.stderr.write(`note: the job summary was not written: ${errorText(error)}\n`),
    );
  }
  const written = reporters.filter(({ name }) => !streamed.includes(name));
  await writeEach(written, flags, { exitCode, io }, (name, options) =>
    renderers[name] ? renderers[name](run, options) : "",
  );
}
