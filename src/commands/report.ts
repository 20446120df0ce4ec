import { readFile, stat } from "node:fs/promises";
import { relative, resolve } from "node:path";
import { assetPath } from "../assets/assets.ts";
import { isObject, parseJson, type Json } from "../json/json.ts";
import type { JsonReport } from "../report/json.ts";
import { readNdjson } from "../report/read-ndjson.ts";
import type { RunResult } from "../result/run.ts";
import { clip } from "../wire/events.ts";
import { MergeError, mergeRuns } from "../runner/merge.ts";
import { compileSchema } from "../scenario/inline-schema.ts";
import type { InlineSchema } from "../scenario/types.ts";
import type { Io } from "./io.ts";
import { compare, namesOf } from "./compare.ts";
import { outcome } from "./judging.ts";
import { parseReporters, prepareReporters, writeReports, type ReportFlags } from "./reporters.ts";
import { UsageError } from "../config/usage-error.ts";

/** Flags of `report`. */
export interface ReportCommandFlags extends ReportFlags {
  reporter?: string[];
  compare?: boolean;
}

/** Largest report that is read, in bytes. */
const mostBytes = 256 * 2 ** 20;

/**
 * Renders JSON and NDJSON reports again: merges shards into one run, or compares runs.
 * @returns the exit code of the run; for a comparison, 1 if something fails that did not fail in the first run
 */
export async function report(
  files: readonly string[],
  flags: ReportCommandFlags,
  io: Io,
): Promise<number> {
  const reporters = parseReporters(flags.reporter ?? [], io.cwd);
  const source: unknown = JSON.parse(
    await readFile(assetPath("schemas", "report.schema.json"), "utf8"),
  );
  const schema = compileSchema(isObject(source) ? source : {});
  const runs: RunResult[] = [];
  for (const file of files) runs.push(await readReport(resolve(io.cwd, file), schema, io.cwd));
  if (flags.compare) return await compare(namesOf(files), runs, { reporters, flags, io });
  await prepareReporters(reporters);
  const run = merged(runs);
  const exitCode = outcome(run, flags);
  await writeReports(run, reporters, flags, { exitCode, io });
  return exitCode;
}

function merged(runs: readonly RunResult[]): RunResult {
  try {
    return mergeRuns(runs);
  } catch (error) {
    if (!(error instanceof MergeError)) throw error;
    throw new UsageError(
      `${error.message}\nTo compare different runs: report --compare FIRST OTHER...`,
    );
  }
}

async function readReport(path: string, schema: InlineSchema, cwd: string): Promise<RunResult> {
  const shown = relative(cwd, path).startsWith("..") ? path : relative(cwd, path);
  let text: string;
  try {
    const { size } = await stat(path);
    if (size > mostBytes) throw new Error(`it is larger than ${mostBytes} bytes`);
    text = await readFile(path, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT")
      throw new UsageError(
        `the file ${shown} does not exist; \`run --reporter json=${shown}\` writes one`,
      );
    const why = error instanceof Error ? error.message : String(error);
    throw new UsageError(`${shown} cannot be read: ${why}`);
  }
  const lines = readNdjson(text);
  const parsed = lines ? { value: lines } : parseJson(text);
  const remedy = "Pass a file that `--reporter json=FILE` or `--reporter ndjson=FILE` wrote";
  if (!("value" in parsed))
    throw new UsageError(`${shown} is not a JSON report: ${parsed.error}. ${remedy}`);
  const value = upgraded(parsed.value);
  if (!isObject(value) || typeof value["format"] !== "number")
    throw new UsageError(
      `${shown} is not a report of this program: it is ${describe(value)}. ${remedy}`,
    );
  const wrong =
    value["format"] === 2
      ? schema.check(value)
      : `its format is ${value["format"]}, expected 1 or 2`;
  if (wrong !== undefined)
    throw new UsageError(`${shown} is not a JSON report of this version: ${wrong}. ${remedy}`);
  // What is counted anew is left out.
  const report = value as unknown as JsonReport;
  const { exitCode: _exitCode, totals: _totals, causes: _causes, ...run } = report;
  return run;
}

/** A report of format 1 in the form of format 2, which has the causes and what could not be judged beside a failure. */
const upgraded = (value: Json): Json =>
  isObject(value) && value["format"] === 1 ? { ...value, format: 2, causes: [] } : value;

/** Most keys of a foreign file that are named. */
const mostKeys = 5;

/** What a JSON value is, for a reader who took it for a report. */
function describe(value: Json): string {
  if (Array.isArray(value)) return "a JSON list";
  if (!isObject(value)) return "a single JSON value";
  const keys = Object.keys(value);
  if (keys.length === 0) return "an empty JSON object";
  const named = keys.slice(0, mostKeys).map((key) => clip(key, 40));
  const more = keys.length > mostKeys ? ` and ${keys.length - mostKeys} more` : "";
  return `a JSON object with the keys ${named.join(", ")}${more}`;
}
