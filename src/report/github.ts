import { exitCodes, type RunResult } from "../result/run.ts";
import { nameOf } from "./failure.ts";
import { plain } from "./paint.ts";
import type { ReportOptions } from "./options.ts";
import { closingLine, partialNote } from "./summary.ts";
import { clip, plural, safe } from "./text.ts";
import { causesOf, everyCase, strictest, type Cause } from "../result/causes.ts";
import { levelText, unitOf } from "./violations.ts";
import { staleAdvice } from "./waived.ts";

/** Longest message of an annotation, in UTF-16 units. */
const longest = 1000;

/** The message of a workflow command: what would end it or begin an escape is encoded. */
const data = (text: string): string =>
  text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");

/** A property of a workflow command: there commas and colons have a meaning too. */
const property = (text: string): string => data(text).replaceAll(":", "%3A").replaceAll(",", "%2C");

function command(
  kind: "error" | "warning" | "notice",
  properties: Record<string, string | undefined>,
  message: string,
): string {
  const given = Object.entries(properties)
    .flatMap(([name, value]) => (value === undefined ? [] : [`${name}=${property(value)}`]))
    .join(",");
  return `::${kind}${given === "" ? "" : ` ${given}`}::${data(message)}`;
}

/** `file:line:col`, if the file is in the user's checkout, is not a built-in scenario, and has a name without control characters. */
function fileLocation(place: string): { file?: string; line?: string; col?: string } {
  const [, file, line, col] = /^(.+?)(?::(\d+):(\d+))?$/s.exec(place) ?? [];
  if (
    file === undefined ||
    safe(file) !== file ||
    /^([/\\]|[A-Za-z]:|\.\.|responses-conformance:)/.test(file)
  )
    return {};
  return line === undefined || col === undefined ? { file } : { file, line, col };
}

/**
 * The run as annotations of GitHub Actions: one for each cause, an error if it fails the run, else a warning.
 * Stale waivers are errors at their place. The last line is the outcome of the run.
 */
export function githubReport(run: RunResult, options: ReportOptions): string {
  const lines = causesOf(run)
    .filter((cause) => strictest(everyCase(cause)) !== "may")
    .map((cause) => annotation(cause, run, options));
  for (const { place, state, rule, scenario } of run.waivers ?? [])
    if (state === "stale") {
      const about = scenario === undefined ? rule : `${rule} in ${scenario}`;
      const title = `Stale waiver: ${safe(about)}`;
      lines.push(command("error", { ...fileLocation(place), title }, `${staleAdvice}.`));
    }
  const partial = partialNote(run);
  if (partial !== undefined) lines.push(command("error", { title: run.tool.name }, partial));
  const kind = options.exitCode === exitCodes.conformant ? "notice" : "error";
  const closing = closingLine(run, { ...options, paint: plain });
  lines.push(command(kind, { title: run.tool.name }, closing));
  return `${lines.join("\n")}\n`;
}

function annotation(cause: Cause, run: RunResult, { strict }: ReportOptions): string {
  const { first, scenarios, others: cases } = cause;
  const evidence = first.finding ?? first.expectation;
  const others = scenarios.length - 1;
  const lines = [
    safe(clip(cause.message, longest / 2)),
    `in ${safe(first.scenario.id)}${others > 0 ? ` and ${plural(others, `other ${unitOf(run)}`)}` : ""}`,
    ...(evidence?.expected === undefined ? [] : [`expected ${safe(clip(evidence.expected, 200))}`]),
    ...(evidence?.actual === undefined ? [] : [`actual ${safe(clip(evidence.actual, 200))}`]),
    ...(cases.length > 0 ? [`also ${plural(cases.length, "other message")}`] : []),
    `redo: ${safe(clip(first.scenario.redo, 300))}`,
  ];
  const counts = strictest(everyCase(cause)) === "must" || strict;
  const title = `${nameOf(first)} (${levelText(cause, run)})`;
  const place = fileLocation(first.expectation?.place ?? first.scenario.file);
  return command(counts ? "error" : "warning", { ...place, title }, lines.join("\n"));
}
