import { grouped } from "../json/json.ts";
import type { Verdict } from "../result/finding.ts";
import type { DialectResult, RunResult, ScenarioResult } from "../result/run.ts";
import { shapeOf } from "../result/shapes.ts";
import { isWaived } from "../result/waiver.ts";
import type { Paint } from "./paint.ts";
import type { ReportOptions } from "./options.ts";
import { shortNames, unitOf } from "./violations.ts";
import { clip, displayWidth, duration, fitted, listed, pad, plural, safe, wrap } from "./text.ts";

/** A verdict as it is shown: a failure that consists only of waived ones is `waived`. */
export type Shown = Verdict | "waived";

/** The verdict that is shown for a result. */
export const shownOf = (result: DialectResult): Shown =>
  isWaived(result) ? "waived" : result.verdict;

/** The sign of a verdict. Plain ASCII, so that every log shows it. */
const sign: Record<Shown, string> = {
  pass: "ok",
  fail: "FAIL",
  warn: "warn",
  inconclusive: "?",
  "n/a": "n/a",
  error: "ERR",
  waived: "WAIV",
};
const signWidth = 4;

/** A verdict in its colour. */
export function colourOf(verdict: Shown, paint: Paint): (text: string) => string {
  if (verdict === "pass") return paint.green;
  if (verdict === "fail" || verdict === "error") return paint.red;
  return verdict === "n/a" ? paint.dim : paint.yellow;
}

/** Scenarios by suite, one line each. If a scenario failed, those that passed are counted, and equal failures share a line. */
export function scenarioLines(run: RunResult, options: ReportOptions): string[] {
  const suites = grouped(run.scenarios, ({ suite }) => suite);
  const blocked = sameObstacle(run);
  if (blocked !== undefined && !options.verbose) {
    const count = plural(run.scenarios.length, unitOf(run));
    return wrap("  ERR  ", `none of ${count} could be tested: ${safe(blocked)}`, options.width);
  }
  const failed = run.scenarios.some((scenario) =>
    scenario.results.some((r) => r.verdict === "fail" || r.verdict === "error"),
  );
  const brief = failed && !options.verbose;
  const lines: string[] = [];
  for (const [suite, scenarios] of suites) {
    const told =
      !options.verbose && run.capabilities
        ? scenarios.filter((one) => !isToldElsewhere(one))
        : scenarios;
    if (told.length > 0) lines.push(options.paint.bold(safe(suite)));
    if (told.length > 0) lines.push(...(brief ? folded : each)(told, run, options));
  }
  return lines;
}

/** True for what does not apply for want of a capability, and for an ignored one: causes and capabilities tell of them. */
const isToldElsewhere = ({ suite, results }: ScenarioResult): boolean =>
  suite === "capability" ||
  (results.length > 0 && results.every(({ lacks }) => lacks !== undefined));

/** Why no scenario could be tested, if all have the same reason. */
function sameObstacle(run: RunResult): string | undefined {
  const results = run.scenarios.flatMap(({ results }) => results);
  if (results.some(({ verdict }) => verdict !== "error" && verdict !== "n/a")) return undefined;
  const reasons = new Set(
    results.flatMap(({ verdict, reason }) => (verdict === "error" ? [reason] : [])),
  );
  return reasons.size === 1 ? [...reasons][0] : undefined;
}

/** One line: the verdict in each dialect, the id, why, how long. */
function line(
  scenario: ScenarioResult,
  run: RunResult,
  { paint, width }: ReportOptions,
  idWidth: number,
): string[] {
  const verdicts = run.dialects.map(({ name }) => {
    const result = scenario.results.find((r) => r.dialect === name);
    if (!result) return paint.dim(pad("-", signWidth));
    return colourOf(shownOf(result), paint)(pad(sign[shownOf(result)], signWidth));
  });
  const why = reasons(scenario);
  const name = safe(shortNames(run)(scenario.id));
  // What was not sent took no time.
  const unsent = scenario.durationMs === 0 && scenario.steps.length === 0;
  const time = paint.dim((unsent ? "" : duration(scenario.durationMs)).padStart(8));
  const head = `  ${verdicts.join(" ")} ${pad(name, idWidth)}`;
  if (why === "") return [`${head} ${time}`];
  const room = width - 2 - verdicts.length * (signWidth + 1) - idWidth - 12;
  if (displayWidth(why) <= room) return [`${head} ${time}  ${why}`];
  return [
    `${head} ${time}`.trimEnd(),
    ...wrap(" ".repeat(4 + verdicts.length * (signWidth + 1)), why, width),
  ];
}

function each(scenarios: ScenarioResult[], run: RunResult, options: ReportOptions): string[] {
  const idWidth = Math.max(...scenarios.map(({ id }) => displayWidth(safe(shortNames(run)(id)))));
  return scenarios.flatMap((scenario) => line(scenario, run, options, Math.min(idWidth, 60)));
}

/** Most lines of one verdict in one suite; if more are needed, they become one line. */
const mostKinds = 1;

function folded(scenarios: ScenarioResult[], run: RunResult, options: ReportOptions): string[] {
  const verdicts = grouped(scenarios, (scenario) => verdictsOf(scenario, run).join(" "));
  const order = [...verdicts].toSorted(([, [a]], [, [b]]) => Number(passes(b)) - Number(passes(a)));
  const kinds = order.flatMap(([, alike]) => {
    const byReason = [...grouped(alike, reasons).values()];
    return byReason.length > mostKinds ? [alike] : byReason;
  });
  const alone = kinds.flatMap(([first, second]) =>
    first && !second && !passed(first) ? [first] : [],
  );
  const idWidth = Math.max(0, ...alone.map(({ id }) => displayWidth(safe(shortNames(run)(id)))));
  return kinds.flatMap((alike) => {
    const [first] = alike;
    if (!first) return [];
    return alike.length === 1 && !passed(first)
      ? line(first, run, options, Math.min(idWidth, 60))
      : kindLines(first, alike, run, options);
  });
}

/** Scenarios with the same verdict: the number, the reasons, and the first names. */
function kindLines(
  first: ScenarioResult,
  alike: readonly ScenarioResult[],
  run: RunResult,
  { paint, width }: ReportOptions,
): string[] {
  const signs = verdictsOf(first, run).map((verdict) =>
    verdict === undefined
      ? pad("-", signWidth)
      : colourOf(verdict, paint)(pad(sign[verdict], signWidth)),
  );
  const lead = `  ${signs.join(" ")} `;
  const counted = plural(alike.length, unitOf(run));
  if (passed(first)) return [`${lead}${counted}`];
  const indent = " ".repeat(2 + signs.length * (signWidth + 1));
  // What failed is told below in full.
  if (first.results.some(({ verdict }) => verdict === "fail"))
    return [`${lead}${inOneLine(alike, run, width - indent.length)}`];
  const why = `${counted}: ${commonReasons(alike, 4)}: `;
  const names = alike.map(({ id }) => safe(shortNames(run)(id)));
  // Two lines: what wrapping leaves free at the end of the first one is only known afterwards.
  const tries = [20, 50].map((free) =>
    wrap(indent, why + fitted(names, 2 * (width - indent.length) - why.length - free), width),
  );
  const text = tries.find(({ length }) => length <= 2) ?? tries[0] ?? [];
  return [`${lead}${(text[0] ?? "").slice(indent.length)}`, ...text.slice(1)];
}

/** How many scenarios, why and which, as much of it as one line has room for. */
function inOneLine(alike: readonly ScenarioResult[], run: RunResult, room: number): string {
  const names = alike.map(({ id }) => safe(shortNames(run)(id)));
  const whys = [4, 3, 2, 1].map(
    (most) => `${plural(alike.length, unitOf(run))}: ${commonReasons(alike, most)}`,
  );
  const texts = whys.map((why) => `${why}: ${fitted(names, room - displayWidth(why) - 14)}`);
  const fits = (text: string): boolean => displayWidth(text) <= room;
  return texts.find(fits) ?? whys.find(fits) ?? clip(whys.at(-1) ?? "", room);
}

/** The reasons of the scenarios, the most frequent first, at most `most` of them. */
function commonReasons(alike: readonly ScenarioResult[], most: number): string {
  const [first] = alike;
  if (first && most > 3 && alike.every((scenario) => reasons(scenario) === reasons(first)))
    return reasons(first);
  const counts = new Map<string, number>();
  for (const { results } of alike)
    for (const why of new Set(results.flatMap(reasonsOf)))
      counts.set(why, (counts.get(why) ?? 0) + 1);
  const common = [...counts].toSorted(([, a], [, b]) => b - a);
  return listed(
    common.map(([why, count]) => (count === alike.length ? why : `${why} (${count})`)),
    most,
  );
}

const passes = (scenario: ScenarioResult | undefined): boolean =>
  scenario !== undefined && passed(scenario);

const passed = ({ results }: ScenarioResult): boolean => results.every((r) => r.verdict === "pass");

const verdictsOf = (scenario: ScenarioResult, run: RunResult): (Shown | undefined)[] =>
  run.dialects.map(({ name }) => {
    const result = scenario.results.find((r) => r.dialect === name);
    return result && shownOf(result);
  });

/** Why a scenario did not simply pass: the violated rules, or the reason. Dialects with the same reason share one text. */
function reasons(scenario: ScenarioResult): string {
  return [...new Set(scenario.results.map(reason))].filter((text) => text !== "").join("; ");
}

function reason(result: DialectResult): string {
  return listed(reasonsOf(result), 4);
}

/**
 * Why a result is not a simple pass: the violated rules, the reason, or the excepted rules. Shapes, which run through all answers,
 * are one word: so that the list shows what stays when they are mended.
 */
export function reasonsOf({
  verdict,
  reason,
  findings,
  expectations,
  excepted,
}: DialectResult): string[] {
  if (verdict === "fail" || verdict === "warn") {
    const told = findings.filter(({ level }) => level !== "may");
    const shaped = told.filter((finding) => shapeOf({ finding }) !== undefined);
    const broken = new Set(told.filter((one) => !shaped.includes(one)).map(({ rule }) => rule));
    for (const { what } of expectations) broken.add(`expect ${what}`);
    return [...broken, ...(shaped.length > 0 ? ["shape"] : [])].map(safe);
  }
  if (reason !== undefined) return [safe(reason)];
  return excepted.map(({ rule }) => `except ${safe(rule)}`);
}
