import type { ExcerptLine, Finding } from "../result/finding.ts";
import { causeName } from "../result/causes.ts";
import type { RunResult } from "../result/run.ts";
import type { Violation } from "../result/violation.ts";
import type { Paint } from "./paint.ts";
import { specFor, specLine, specsAbout } from "./spec.ts";
import { clip, displayWidth, pad, plural, safe } from "./text.ts";

/** Longest evidence value that is printed, in UTF-16 units. */
const VALUE = 200;

/** The command that explains why clients fail on a violation, and how to fix it. */
const explainHint = "responses-conformance explain";

/** The first word of a failure, by its level. */
export const verdictWord = { must: "FAIL", should: "WARN", may: "NOTE" } as const;

/** The violated rule, or the failed expectation of a scenario: `expect status`. */
export const nameOf = (violation: Violation): string => safe(causeName(violation));

/** First line of a violation: the word, the rule, the level, the place. */
export function headline(violation: Violation, level: string, paint: Paint): string {
  const { scenario, step } = violation;
  const word = verdictWord[violation.level];
  const colour = violation.level === "must" ? paint.red : paint.yellow;
  const where = step === "" ? scenario.id : `${scenario.id}, step ${step}`;
  return `${colour(word)}  ${paint.bold(nameOf(violation))}  ${level}   ${paint.dim(safe(where))}`;
}

/**
 * A violation with all its evidence. Lines without line ends; the first is `headline`.
 * @param shown commands that were shown already; they are not repeated, and new ones are added
 */
export function renderFull(
  violation: Violation,
  run: Pick<RunResult, "dialects">,
  {
    paint,
    level = violation.level.toUpperCase(),
    shown = new Set(),
  }: { paint: Paint; level?: string; shown?: Set<string> },
): string[] {
  const { finding, expectation, sent, scenario } = violation;
  const lines = [headline(violation, level, paint)];
  lines.push(`  ${messageLine(violation)}`);
  if (finding) lines.push(...excerptLines(finding.excerpt, paint));
  const field = (name: string, value: string | undefined): void => {
    if (value !== undefined && value !== "") lines.push(`  ${paint.dim(pad(name, 9))} ${value}`);
  };
  if (finding) field("at", locationOf(finding));
  const expected = finding?.expected ?? expectation?.expected;
  const actual = finding?.actual ?? expectation?.actual;
  field("expected", expected === undefined ? undefined : paint.green(safe(clip(expected, VALUE))));
  field("actual", actual === undefined ? undefined : paint.red(safe(clip(actual, VALUE))));
  field("follows", consequences(followersOf(finding)));
  const specs = specsAbout(violation.rule?.spec ?? scenario.spec, finding?.args["type"]);
  const spec = specFor(specs, violation.dialect);
  field("spec", spec === undefined ? undefined : safe(specLine(spec, run.dialects)));
  // Once in a report is enough. An example has no run, so it needs no hint.
  if (finding && scenario.redo !== "" && !shown.has(explainHint)) {
    shown.add(explainHint);
    field("explain", safe(`${explainHint} ${finding.rule}`));
  }
  field("file", expectation === undefined ? undefined : safe(expectation.place));
  for (const [name, command] of [
    ["redo", scenario.redo],
    [sent?.method === "WS" ? "websocat" : "curl", sent?.curl ?? ""],
  ] as const) {
    if (shown.has(command)) continue;
    shown.add(command);
    field(name, safe(command));
  }
  field("tape", sent?.tape === undefined ? undefined : safe(sent.tape));
  return lines;
}

/** The message in one line, and how often the violation occurred in its step. */
export function messageLine({ message, finding, sent }: Violation): string {
  // If a step was sent again, its count is the sum over its exchanges.
  const where = sent && sent.sent > 1 ? `${sent.sent} exchanges` : "this exchange";
  const times = finding && finding.count > 1 ? ` (${finding.count} times in ${where})` : "";
  return safe(clip(message, 2 * VALUE)) + times;
}

/** The location of a finding: the event, the JSON Pointer, the line and byte. */
export function locationOf({
  event,
  eventType,
  pointer,
  line,
  offset,
}: Finding): string | undefined {
  const parts: string[] = [];
  if (event !== undefined)
    parts.push(`event ${event}${eventType === undefined ? "" : ` ${safe(clip(eventType, 80))}`}`);
  if (pointer !== undefined && pointer !== "") parts.push(safe(clip(pointer, 120)));
  if (line !== undefined && line > 0)
    parts.push(`line ${line}${offset === undefined ? "" : `, byte ${offset}`}`);
  return parts.length === 0 ? undefined : parts.join("  ");
}

/** The other rules that the same mistake violates, with the number of their findings. */
export function consequences(follows: ReadonlyMap<string, number>): string | undefined {
  if (follows.size === 0) return undefined;
  const named = [...follows].map(([rule, count]) => (count === 1 ? rule : `${rule} (${count})`));
  return `the same mistake violates ${plural(named.length, "other rule")}: ${named.join(", ")}`;
}

/** The rules that follow from one finding. */
export const followersOf = (finding: Finding | undefined): Map<string, number> => {
  const counts = new Map<string, number>();
  for (const { rule, count } of finding?.consequences ?? [])
    counts.set(rule, (counts.get(rule) ?? 0) + count);
  return counts;
};

const shortType = (type: string): string => safe(clip(type.replace(/^response\./, ""), 48));

/** The events that show a finding, in columns, with a caret at the difference. */
export function excerptLines(excerpt: readonly ExcerptLine[], paint: Paint): string[] {
  const typeWidth = Math.max(0, ...excerpt.map(({ type }) => displayWidth(shortType(type))));
  return excerpt.flatMap(({ event, type, text, caret }) => {
    const number = `${event ?? ""}`.padStart(6);
    if (event === undefined) return [paint.dim(`  ${number} | ${safe(text)}`)];
    const lead = `  ${number} | ${pad(shortType(type), typeWidth)}  `;
    const line = `${paint.dim(`  ${number} |`)} ${pad(shortType(type), typeWidth)}  ${safe(text)}`;
    if (!caret) return [line.trimEnd()];
    const column = displayWidth(lead) + displayWidth(safe(text.slice(0, caret.column)));
    const bar = `  ${" ".repeat(6)} |`;
    const blanks = " ".repeat(Math.max(1, column - bar.length));
    return [line, `${paint.dim(bar)}${blanks}${paint.red(`^ ${safe(caret.note)}`)}`];
  });
}
