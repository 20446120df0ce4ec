import { basename } from "node:path";
import { ComparisonError, compareRuns, type Comparison } from "../report/compare.ts";
import { compareConsole, compareMarkdown } from "../report/compare-text.ts";
import type { ReportOptions } from "../report/options.ts";
import type { RunResult } from "../result/run.ts";
import type { Io } from "./io.ts";
import { prepareReporters, writeEach, type Reporter, type ReportFlags } from "./reporters.ts";
import { UsageError } from "../config/usage-error.ts";

type Render = (comparison: Comparison, options: ReportOptions) => string | Promise<string>;

const renderers: Record<string, Render> = {
  console: compareConsole,
  html: async (comparison) => (await import("../report/html/compare.ts")).compareHtml(comparison),
  markdown: compareMarkdown,
};

/** Names of results: those of their files, without folders if the names are then still unique. */
export function namesOf(files: readonly string[]): string[] {
  const short = files.map((file) => basename(file));
  return new Set(short).size === files.length ? short : [...files];
}

/**
 * Writes results side by side.
 * @throws UsageError when they cannot be compared, and for a report that shows one run only
 * @returns the exit code
 */
export async function compare(
  names: readonly string[],
  runs: readonly RunResult[],
  { reporters, flags, io }: { reporters: readonly Reporter[]; flags: ReportFlags; io: Io },
): Promise<number> {
  const known = Object.keys(renderers);
  for (const { name } of reporters)
    if (!known.includes(name))
      throw new UsageError(
        `the reporter "${name}" cannot show --compare. These can: ${known.join(", ")}.`,
      );
  const comparison = compared(
    runs.map((run, at) => ({ name: names[at] ?? "", run })),
    flags.strict,
  );
  await prepareReporters(reporters);
  const { exitCode } = comparison;
  await writeEach(reporters, flags, { exitCode, io }, (name, options) =>
    renderers[name] ? renderers[name](comparison, options) : "",
  );
  return exitCode;
}

function compared(...args: Parameters<typeof compareRuns>): Comparison {
  try {
    return compareRuns(...args);
  } catch (error) {
    throw error instanceof ComparisonError ? new UsageError(`--compare: ${error.message}`) : error;
  }
}
