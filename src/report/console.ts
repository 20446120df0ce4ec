import type { RunResult } from "../result/run.ts";
import { failureLines } from "./causes.ts";
import { openLines } from "./open.ts";
import type { ReportOptions } from "./options.ts";
import { scenarioLines } from "./scenarios.ts";
import { closingLine, partialNote, summaryLines } from "./summary.ts";
import { plural, safe } from "./text.ts";
import { waiverLines } from "./waived.ts";

/** Most lines of a report without the list of scenarios: what a maintainer reads without scrolling far. */
const mostLines = 60;
/** Most lines with it: a screen and a half. */
const mostWithList = 75;
/** Fewest lines for causes, however long the rest is. */
const leastForCauses = 20;

/**
 * The report for a terminal: what was tested, each cause with its evidence, what could not be judged, one line per scenario, the
 * summary. Ends with a line end.
 */
export function consoleReport(run: RunResult, options: ReportOptions): string {
  const { quiet, paint } = options;
  const head = quiet ? [] : opening(run, options);
  const listed = quiet || run.scenarios.length === 0 ? [] : scenarioLines(run, options);
  const partial = partialNote(run);
  const end = [
    quiet ? [] : openLines(run, options),
    waiverLines(run, options),
    partial === undefined ? [] : [paint.yellow(partial)],
    quiet ? [] : summaryLines(run, options),
  ];
  const taken = head.length + end.flat().length + end.length + 2;
  const free = Math.min(mostLines - taken, mostWithList - listed.length - taken);
  const room = Math.max(leastForCauses, free);
  const most = Math.max(leastForCauses, mostLines - taken);
  const [open = [], ...rest] = end;
  const blocks = [head, failureLines(run, options, { room, most }), open, listed, ...rest];
  const lines = blocks
    .filter((block) => block.length > 0)
    .flatMap((block, at) => (at > 0 ? ["", ...block] : block));
  // The last line belongs to the summary.
  return `${[...lines, closingLine(run, options)].join("\n")}\n`;
}

function opening(run: RunResult, { paint }: ReportOptions): string[] {
  const { tool, endpoint, dialects } = run;
  const subject = endpoint
    ? `${endpoint.baseUrl}${endpoint.model === undefined ? "" : `, model ${endpoint.model}`}`
    : plural(run.scenarios.length, "capture");
  const judged = dialects.map(({ name, title }) => `${title} (${name})`).join(" and ");
  return [
    `${paint.bold(`${tool.name} ${tool.version}`)}  ${safe(subject)}`,
    paint.dim(
      `judged by ${safe(judged)}${dialects.length > 1 ? "; the first sets the exit code" : ""}`,
    ),
  ];
}
