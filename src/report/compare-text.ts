import { grouped } from "../json/json.ts";
import { exitCodes } from "../result/run.ts";
import {
  cellText,
  changeCounts,
  changes,
  type Comparison,
  type Named,
  type Row,
} from "./compare.ts";
import { markdownTable, markdownText } from "./markdown.ts";
import type { ReportOptions } from "./options.ts";
import { fitted, plural, safe, wrap } from "./text.ts";

/** One line about a result: the endpoint, the date, the version of the suite. */
export function aboutResult({ run }: Named): string {
  const { endpoint, startedAt, tool, scenarios } = run;
  const model = endpoint?.model === undefined ? "" : `, model ${endpoint.model}`;
  const subject = endpoint ? `${endpoint.baseUrl}${model}` : plural(scenarios.length, "capture");
  const partial = run.partial === undefined ? "" : `, not complete: ${run.partial}`;
  return `${subject}, ${startedAt.slice(0, 16).replace("T", " ")} UTC, suite version ${tool.version}${partial}`;
}

/** The outcome of the comparison, in one line. */
export function comparisonLine(comparison: Comparison): string {
  const { exitCode } = comparison;
  const word =
    exitCode === exitCodes.violation
      ? "WORSE"
      : exitCode === exitCodes.notTested
        ? "LESS TESTED"
        : "NOT WORSE";
  return `${word} than ${comparison.results[0]?.name ?? ""}: ${changeCounts(comparison)} (exit ${exitCode})`;
}

/** Scenarios with the same results, grouped: the results as text, and the scenario ids. */
function alike(rows: readonly Row[], ofAll: number): [string, string[]][] {
  const groups = grouped(rows, ({ cells, dialects }) => {
    const text = cells.map((cell) => cellText(cell, cells[0])).join(" -> ");
    return dialects.length < ofAll ? `${text} [${dialects.join(", ")}]` : text;
  });
  return [...groups]
    .map(([text, those]): [string, string[]] => [text, those.map(({ scenario }) => scenario)])
    .toSorted(([, a], [, b]) => b.length - a.length);
}

/** The comparison for a terminal: what changed; scenarios with the same results share a line. */
export function compareConsole(comparison: Comparison, options: ReportOptions): string {
  const { paint, width, verbose, quiet } = options;
  const { results, rows, dialects, exitCode } = comparison;
  const lines: string[] = [];
  if (!quiet)
    for (const result of results)
      lines.push(`${paint.bold(safe(result.name))}  ${safe(aboutResult(result))}`);
  for (const change of changes) {
    const those = rows.filter((row) => row.change === change);
    if (those.length === 0 || (change === "same" && !verbose)) continue;
    if (quiet && change !== "newly failing") continue;
    const colour = { "newly failing": paint.red, "newly passing": paint.green }[change as string];
    lines.push("", (colour ?? paint.bold)(`${change} (${those.length})`));
    for (const [text, scenarios] of alike(those, dialects.length)) {
      lines.push(...wrap("  ", safe(text), width));
      const room = verbose ? Infinity : 2 * (width - 6);
      lines.push(...wrap("      ", fitted(scenarios.map(safe), room), width));
    }
  }
  const colour = exitCode === exitCodes.conformant ? paint.green : paint.red;
  lines.push(...(quiet ? [] : [""]), colour(safe(comparisonLine(comparison))));
  return `${lines.join("\n")}\n`;
}

/** The comparison as Markdown, for a pull request or a job summary. */
export function compareMarkdown(comparison: Comparison): string {
  const { results, rows, rules, dialects } = comparison;
  const lines = [
    `## ${markdownText(comparisonLine(comparison))}`,
    "",
    ...markdownTable(
      ["result", "endpoint"],
      results.map((result) => [result.name, aboutResult(result)]),
    ),
  ];
  if (rules.length > 0)
    lines.push(
      "",
      "### Scenarios that violate a rule",
      "",
      ...markdownTable(
        ["rule", ...results.map(({ name }) => name)],
        rules.map(({ rule, counts }) => [rule, ...counts.map(String)]),
      ),
    );
  for (const change of changes) {
    const those = rows.filter((row) => row.change === change);
    if (those.length === 0 || change === "same") continue;
    lines.push(
      "",
      `### ${change} (${those.length})`,
      "",
      ...markdownTable(
        [
          "scenario",
          ...(dialects.length > 1 ? ["dialect"] : []),
          ...results.map(({ name }) => name),
        ],
        those.map(({ scenario, dialects: judged, cells }) => [
          scenario,
          ...(dialects.length > 1 ? [judged.join(", ")] : []),
          ...cells.map((cell) => cellText(cell, cells[0])),
        ]),
      ),
    );
  }
  return `${lines.join("\n")}\n`;
}
