import { notOffered, offeredNames } from "./capabilities.ts";
import { totalsOf, type RunResult } from "../result/run.ts";
import type { Verdict } from "../result/finding.ts";
import { nameOf, renderFull } from "./failure.ts";
import type { ReportOptions } from "./options.ts";
import { plain } from "./paint.ts";
import { closingLine, partialNote, summaryCost } from "./summary.ts";
import { clip, plural, safe } from "./text.ts";
import { waiverLines } from "./waived.ts";
import { causesOf, everyCase, strictest, type Cause } from "../result/causes.ts";
import { levelText, unitOf } from "./violations.ts";

/** Kinds of violations that are reported in full; the limit of a job summary is 1 MiB. */
const mostInFull = 100;

/** Text from outside, escaped for Markdown: no markup, no HTML, no mentions. */
export function markdownText(text: string): string {
  return safe(text)
    .replaceAll(/[\\`*_{}[\]()#+!|~.:-]/g, String.raw`\$&`)
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll("@", "&#64;");
}

/** Lines as a block of plain text in Markdown, also if they have backticks. */
export function textBlock(lines: readonly string[]): string[] {
  const runs = lines.flatMap((line) => line.match(/`+/g) ?? []).map(({ length }) => length);
  const fence = "`".repeat(Math.max(3, ...runs.map((length) => length + 1)));
  return [`${fence}text`, ...lines, fence];
}

const columns: [Verdict, string][] = [
  ["pass", "passed"],
  ["fail", "failed"],
  ["warn", "warnings"],
  ["inconclusive", "inconclusive"],
  ["n/a", "not applicable"],
  ["error", "not tested"],
];

/** The run as Markdown, for a pull request or a job summary. */
export function markdownReport(run: RunResult, options: ReportOptions): string {
  const { tool, endpoint } = run;
  const model = endpoint?.model === undefined ? "" : `, model ${endpoint.model}`;
  const subject = endpoint
    ? `${endpoint.baseUrl}${model}`
    : plural(run.scenarios.length, "capture");
  const partial = partialNote(run);
  const lines = [
    `## ${markdownText(closingLine(run, { ...options, paint: plain }))}`,
    "",
    ...(partial === undefined ? [] : [markdownText(partial), ""]),
    `${markdownText(`${tool.name} ${tool.version}: ${subject}`)}. ${markdownText(summaryCost(run))}.`,
    "",
    ...markdownTable(
      ["dialect", ...columns.map(([, name]) => name)],
      run.dialects.map(({ name, title }) => {
        const { verdicts } = totalsOf(run, name);
        // Two revisions of a dialect may judge one run; only their names differ.
        const shared = run.dialects.some((other) => other.title === title && other.name !== name);
        return [
          shared ? `${title} (${name})` : title,
          ...columns.map(([verdict]) => String(verdicts[verdict])),
        ];
      }),
    ),
  ];
  const groups = causesOf(run).filter(
    (group) => options.verbose || strictest(everyCase(group)) !== "may",
  );
  if (groups.length > 0) lines.push("", "### Causes");
  for (const group of groups.slice(0, mostInFull)) lines.push("", ...details(group, run));
  const more = groups.slice(mostInFull);
  if (more.length > 0)
    lines.push(
      "",
      `And ${plural(more.length, "more cause")}: ${more.map(({ first }) => markdownText(nameOf(first))).join(", ")}.`,
    );
  const waivers = waiverLines(run, { ...options, paint: plain, quiet: false });
  if (waivers.length > 0)
    lines.push(
      "",
      "### Waivers",
      "",
      ...waivers.map((line) => `- ${markdownText(line.replaceAll(/ {2,}/g, " "))}`),
    );
  const lacking = notOffered(run);
  if (lacking.length > 0)
    lines.push(
      "",
      "### Capabilities",
      "",
      `Offered: ${markdownText(offeredNames(run).join(", ") || "nothing")}.`,
      "",
      ...markdownTable(
        ["capability", "state", "what was seen"],
        lacking.map(({ capability, state, reason }) => [capability, state, clip(reason, 300)]),
      ),
    );
  const untested = run.scenarios.flatMap(({ id, results }) =>
    results
      .filter(
        ({ verdict, open }) =>
          open !== undefined || ["n/a", "inconclusive", "error"].includes(verdict),
      )
      .map(({ dialect, verdict, reason, open }) => [
        id,
        dialect,
        verdict,
        clip(open ?? reason ?? "", 300),
      ]),
  );
  if (untested.length > 0)
    lines.push(
      "",
      "### Not tested",
      "",
      ...markdownTable([unitOf(run), "dialect", "verdict", "reason"], untested),
    );
  return `${lines.join("\n")}\n`;
}

/** A row of a table: one blank on both sides of a cell's text, or one blank for an empty cell. */
const row = (cells: readonly string[]): string =>
  `|${cells.map((cell) => ` ${markdownText(cell.trim())} `.replace(/^ +$/, " ")).join("|")}|`;

/** A table; its cells are text. */
export function markdownTable(
  head: readonly string[],
  rows: readonly (readonly string[])[],
): string[] {
  return [row(head), `|${head.map(() => " --- |").join("")}`, ...rows.map(row)];
}

function details(cause: Cause, run: RunResult): string[] {
  const { first, others, everywhere, blocked } = cause;
  const level = levelText(cause, run);
  const unit = unitOf(run);
  const count = plural(cause.scenarios.length, unit);
  const summary = `<b>${html(nameOf(first))}</b> ${html(level)}: ${html(cause.message)} (${count})`;
  const elsewhere = everywhere.filter((id) => id !== first.scenario.id);
  const also = others.map(
    (one) =>
      `- ${markdownText(`${levelText(one, run)}: ${one.message}`)} (${plural(one.scenarios.length, unit)})`,
  );
  return [
    "<details>",
    `<summary>${summary}</summary>`,
    "",
    ...textBlock(renderFull(first, run, { paint: plain, level })),
    ...(also.length > 0 ? ["", "Also:", "", ...also] : []),
    ...(elsewhere.length > 0 ? ["", `Also in ${elsewhere.map(markdownText).join(", ")}.`] : []),
    ...(blocked.length > 0
      ? ["", `Not tested because of it: ${blocked.map(markdownText).join(", ")}.`]
      : []),
    "",
    "</details>",
  ];
}

/** Text inside HTML, where Markdown is not parsed but mentions are. */
const html = (text: string): string =>
  safe(text)
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll("@", "&#64;");
