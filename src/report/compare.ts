import type { Level } from "../result/finding.ts";
import { exitCodes, type DialectResult, type RunResult } from "../result/run.ts";
import { shownOf, type Shown } from "./scenarios.ts";
import { expectationId } from "../result/violation.ts";

/** A result, and its name in the comparison. */
export interface Named {
  name: string;
  run: RunResult;
}

/** How a scenario changed between the first result and the later ones, most important first. */
export const changes = [
  "newly failing",
  "newly passing",
  "changed",
  "only in some",
  "still failing",
  "same",
] as const;

/** One of `changes`. */
export type Change = (typeof changes)[number];

/** The outcome of a scenario in one result and dialect. */
export interface Cell {
  verdict: Shown;
  /** The violations: ids of rules, and `expect status` for an expectation of the scenario. */
  broken: string[];
  /** Violations that only this result has, and those that only the first result has. */
  added: string[];
  gone: string[];
  reason: string | undefined;
}

/** A scenario in all results, for dialects with the same outcome. */
export interface Row {
  scenario: string;
  suite: string;
  title: string;
  dialects: string[];
  change: Change;
  /** One for each result; undefined if it does not have the scenario. */
  cells: (Cell | undefined)[];
}

/** The number of scenarios that violate a rule, by result. */
export interface RuleRow {
  rule: string;
  counts: number[];
}

/** Results side by side. */
export interface Comparison {
  results: readonly Named[];
  /** The dialects that all of them were judged by. */
  dialects: RunResult["dialects"];
  /** What changed comes first. */
  rows: Row[];
  rules: RuleRow[];
  /** 1 if a scenario fails that did not fail before; 3 if a scenario that was tested before could not be tested now. */
  exitCode: number;
}

/** Results that cannot be compared; the message says why. */
export class ComparisonError extends Error {
  override name = "ComparisonError";
}

/**
 * Compares results. The first is the one that the others are compared with.
 * @param strict SHOULD findings count like MUST findings
 * @throws ComparisonError if they cannot be compared
 */
export function compareRuns(results: readonly Named[], strict = false): Comparison {
  const [first, ...others] = results;
  if (!first || others.length === 0)
    throw new ComparisonError(
      "two or more results are needed; the others are compared with the first",
    );
  for (const { name, run } of results)
    if (run.shard)
      throw new ComparisonError(
        `${name} is shard ${run.shard.index} of ${run.shard.count} of a run; merge the shards first, with \`report SHARDS... --reporter json=FILE\``,
      );
  const dialects = first.run.dialects.filter(({ name }) =>
    others.every(({ run }) => run.dialects.some((dialect) => dialect.name === name)),
  );
  if (dialects.length === 0)
    throw new ComparisonError(
      `no dialect judged all results: ${results.map(({ name, run }) => `${name} by ${run.dialects.map((dialect) => dialect.name).join(" and ")}`).join(", ")}`,
    );
  const rows = joined(dialects.flatMap(({ name }) => rowsOf(results, name, strict)));
  if (!rows.some(({ cells }) => cells.filter(Boolean).length > 1))
    throw new ComparisonError("the results have no scenario in common");
  return {
    results,
    dialects,
    rows: rows.toSorted((a, b) => changes.indexOf(a.change) - changes.indexOf(b.change)),
    rules: rulesOf(results, rows),
    exitCode: exitCodeOf(rows, strict),
  };
}

const counts = ({ level, waived }: { level: Level; waived?: string }): boolean =>
  level !== "may" && waived === undefined;

const brokenIn = ({ findings, expectations }: DialectResult): string[] => [
  ...new Set([
    ...findings.filter(counts).map(({ rule }) => rule),
    ...expectations.filter(counts).map(({ what }) => `${expectationId} ${what}`),
  ]),
];

/** Joins the rows of dialects with the same outcome. */
function joined(rows: readonly Row[]): Row[] {
  const byContents = new Map<string, Row>();
  for (const row of rows) {
    const key = JSON.stringify([row.scenario, row.cells]);
    const known = byContents.get(key);
    if (known) known.dialects.push(...row.dialects);
    else byContents.set(key, row);
  }
  return [...byContents.values()];
}

function rowsOf(results: readonly Named[], dialect: string, strict: boolean): Row[] {
  const rows = new Map<string, Row>();
  for (const [at, { run }] of results.entries())
    for (const { id, suite, title, results: judged } of run.scenarios) {
      const result = judged.find((one) => one.dialect === dialect);
      if (!result) continue;
      const row = rows.get(id) ?? {
        scenario: id,
        suite,
        title,
        dialects: [dialect],
        change: "same",
        cells: results.map(() => undefined),
      };
      rows.set(id, row);
      const broken = brokenIn(result);
      const before = row.cells[0]?.broken;
      row.cells[at] = {
        verdict: shownOf(result),
        broken,
        added: at === 0 || !before ? [] : broken.filter((rule) => !before.includes(rule)),
        gone: (before ?? []).filter((rule) => at > 0 && !broken.includes(rule)),
        reason: result.reason,
      };
    }
  for (const row of rows.values()) row.change = changeOf(row.cells, strict);
  return [...rows.values()];
}

function changeOf(cells: readonly (Cell | undefined)[], strict: boolean): Change {
  const bad = ({ verdict }: Cell): boolean =>
    verdict === "fail" || verdict === "error" || (strict && verdict === "warn");
  const tested = ({ verdict }: Cell): boolean => verdict !== "n/a" && verdict !== "inconclusive";
  const [first, ...others] = cells;
  const later = others.flatMap((cell) => cell ?? []);
  if (first && !bad(first) && later.some(bad)) return "newly failing";
  if (first && bad(first) && later.some((cell) => !bad(cell) && tested(cell)))
    return "newly passing";
  if (
    first &&
    later.some(
      ({ verdict, added, gone }) => verdict !== first.verdict || added.length + gone.length > 0,
    )
  )
    return "changed";
  if (cells.includes(undefined)) return "only in some";
  return first && bad(first) ? "still failing" : "same";
}

function exitCodeOf(rows: readonly Row[], strict: boolean): number {
  const later = rows
    .filter(({ change }) => change === "newly failing")
    .flatMap(({ cells }) => cells.slice(1).flatMap((cell) => cell?.verdict ?? []));
  if (later.some((verdict) => verdict === "fail" || (strict && verdict === "warn")))
    return exitCodes.violation;
  return later.includes("error") ? exitCodes.notTested : exitCodes.conformant;
}

/** The rules that any scenario violates; those whose counts differ most come first. */
function rulesOf(results: readonly Named[], rows: readonly Row[]): RuleRow[] {
  const scenarios = new Map<string, Set<string>[]>();
  for (const { cells, scenario } of rows)
    for (const [at, cell] of cells.entries())
      for (const rule of cell?.broken ?? []) {
        const sets = scenarios.get(rule) ?? results.map(() => new Set<string>());
        scenarios.set(rule, sets);
        sets[at]?.add(scenario);
      }
  const spread = ({ counts }: RuleRow): number => Math.max(...counts) - Math.min(...counts);
  return [...scenarios]
    .map(([rule, sets]) => ({ rule, counts: sets.map(({ size }) => size) }))
    .toSorted((a, b) => spread(b) - spread(a));
}

/** The number of scenarios per kind of change, without zeros: `2 newly failing, 40 same`. */
export function changeCounts({ rows }: Comparison): string {
  return changes
    .flatMap((change) => {
      const count = rows.filter((row) => row.change === change).length;
      return count === 0 ? [] : [`${count} ${change}`];
    })
    .join(", ");
}

/** A cell as text: the verdict and the violated rules, `+` for a rule that the first result does not have, `-` for one that only the first has. */
export function cellText(cell: Cell | undefined, first: Cell | undefined): string {
  if (!cell) return "not run";
  const { verdict, broken, added, gone, reason } = cell;
  const rules = [
    ...broken.map((rule) => (added.includes(rule) ? `+${rule}` : rule)),
    ...gone.map((rule) => `-${rule}`),
  ];
  const why = rules.length > 0 ? rules.join(", ") : (reason ?? "");
  return why === "" || (cell !== first && verdict === "pass" && rules.length === 0)
    ? verdict
    : `${verdict}: ${why}`;
}
