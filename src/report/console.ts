import type { RunResult } from "../result/run.ts";
import { causeLines, mostCauses } from "./causes.ts";
import { nameOf, renderFull, renderShort, verdictWord } from "./failure.ts";
import type { ReportOptions } from "./options.ts";
import { scenarioLines } from "./scenarios.ts";
import { closingLine, partialNote, summaryLines } from "./summary.ts";
import { clip, fitted, plural, safe, wrap } from "./text.ts";
import { waiverLines } from "./waived.ts";
import {
  groupViolations,
  levelText,
  shortNames,
  strictest,
  unitOf,
  type ViolationGroup,
} from "./violations.ts";

// The report of a server with many violations should fit about a screen and a half: the first kinds are reported with all
// their evidence, the next in short, the others by name only.
const mostLines = 75;
/** Most lines for failures. */
const mostForFailures = 46;
/** Fewest of them, and most kinds that are reported by name only: fewer if the causes are at the top already. */
const short = { least: 27, named: 10 };
const afterCauses = { least: 16, named: 1 };
/** Longest list of scenarios with which the first failure is still on the first screen. */
const longList = 12;
/** Lines that are kept free for the last kind that is reported in short or in full. */
const reserve = { short: 9, full: 11 };

/**
 * The report for a terminal: what was tested, one line per scenario, each kind of violation once with its evidence, the
 * summary. Ends with a line end.
 */
export function consoleReport(run: RunResult, options: ReportOptions): string {
  const { quiet, paint } = options;
  const lines: string[] = [];
  let lengths = short;
  if (!quiet) {
    lines.push(...opening(run, options));
    const listed = run.scenarios.length > 0 ? scenarioLines(run, options) : [];
    const causes = listed.length > longList ? causeLines(run, options) : [];
    if (causes.length > 0) lengths = afterCauses;
    for (const block of [causes, listed]) if (block.length > 0) lines.push("", ...block);
  }
  const summary = quiet ? [] : ["", ...summaryLines(run, options)];
  const room = mostLines - lines.length - summary.length - 2;
  const failures = failureLines(run, options, {
    room: Math.min(mostForFailures, Math.max(lengths.least, room)),
    mostNamed: lengths.named,
    known: lengths === afterCauses ? mostCauses : 0,
  });
  if (failures.length > 0) lines.push(...(lines.length > 0 ? [""] : []), ...failures);
  const waivers = waiverLines(run, options);
  if (waivers.length > 0) lines.push(...(lines.length > 0 ? [""] : []), ...waivers);
  const partial = partialNote(run);
  if (partial !== undefined) lines.push("", paint.yellow(partial));
  lines.push(...summary, closingLine(run, options));
  return `${lines.join("\n")}\n`;
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

/** How to see what the report left out. */
const programHint =
  "--verbose shows all findings in full; --reporter json=FILE writes them to a file";

/**
 * Each kind of violation once with its evidence, as far as there is room; the others by name, with a hint where to find them.
 * @param space `room`: lines in all; `mostNamed`: how many kinds are reported by name only; `known`: how many were listed before
 */
export function failureLines(
  run: RunResult,
  options: ReportOptions,
  {
    room,
    mostNamed = short.named,
    known = 0,
  }: { room: number; mostNamed?: number; known?: number },
  hint = programHint,
): string[] {
  const { verbose, paint } = options;
  const groups = groupViolations(run).filter((group) => verbose || strictest(group) !== "may");
  const lines: string[] = [];
  const named: ViolationGroup[] = [];
  const shown = new Set<string>();
  let left = false;
  for (const [index, group] of groups.entries()) {
    const level = levelText(group, run);
    const must = strictest(group) === "must";
    const saying = new Set(verbose ? [] : shown);
    const full = renderFull(group.first, run, { paint, level, shown: saying });
    // The first is always reported in full, because a failure needs its evidence.
    const inFull =
      verbose ||
      (must &&
        (lines.length === 0 || lines.length + full.length <= room - mostNamed - reserve.full));
    if (!inFull && lines.length > room - mostNamed - reserve.short) {
      left = true;
      if (index >= known) named.push(group);
      continue;
    }
    if (inFull) for (const command of saying) shown.add(command);
    const block = inFull ? full : renderShort(group.first, { paint, level });
    if (lines.length > 0) lines.push("");
    lines.push(...block, ...repeats(group, run, options, inFull ? 2 : 1));
  }
  if (left) lines.push("", ...namedOnly(named, mostNamed, run, options, hint));
  return lines;
}

/** One line for each kind of violation: rule, level, message, number of scenarios. */
function namedOnly(
  groups: readonly ViolationGroup[],
  mostNamed: number,
  run: RunResult,
  { paint, width }: ReportOptions,
  hint: string,
): string[] {
  const lines = groups.slice(0, mostNamed).map((group) => {
    const { level, message } = group.first;
    const colour = level === "must" ? paint.red : paint.yellow;
    const lead = `${nameOf(group.first)} ${levelText(group, run)}: `;
    const count = ` (${plural(group.scenarios.length, unitOf(run))})`;
    const text = clip(message, Math.max(20, width - 6 - lead.length - count.length));
    return `${colour(verdictWord[level])}  ${safe(lead + text)}${count}`;
  });
  const rest = groups.length - lines.length;
  if (rest > 0) lines.push(`... and ${plural(rest, "more cause")}`);
  return [...lines, paint.dim(hint)];
}

/** The other places of a kind of violation, and their messages if these differ. `detail`: lines for each. */
function repeats(
  group: ViolationGroup,
  run: RunResult,
  { width, verbose }: ReportOptions,
  detail: number,
): string[] {
  const { first, scenarios, variants } = group;
  const unit = unitOf(run);
  const lines: string[] = [];
  const others = [...variants].filter(([message]) => message !== first.message);
  const shown = verbose ? others : others.slice(0, detail);
  for (const [message, where] of shown) {
    const count = where.size > 1 ? ` (${plural(where.size, unit)})` : "";
    lines.push(`  also: ${safe(clip(message, 200))}${count}`);
  }
  const more = others.length - shown.length;
  if (more > 0) lines.push(`  and ${plural(more, "more message")} of this rule`);
  const elsewhere = scenarios.filter((id) => id !== first.scenario.id);
  if (elsewhere.length > 0) {
    const lead = `  also in ${plural(elsewhere.length, `other ${unit}`)}: `;
    const names = elsewhere.map(shortNames(run)).map(safe);
    const room = verbose ? Infinity : detail * (width - lead.length) - 24;
    lines.push(...wrap(lead, fitted(names, room), width));
  }
  return lines;
}
