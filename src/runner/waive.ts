import type { DialectResult, RunResult, ScenarioResult } from "../result/run.ts";
import type { Waiver, WaiverState } from "../result/waiver.ts";
import { globTest } from "../scenario/glob.ts";

/** The waivers of a run. */
export interface AppliedWaivers {
  /** Marks in a result what the waivers cover. Its verdict stays: a waived failure is still one, it only does not count. */
  mark(scenario: ScenarioResult): ScenarioResult;
  /**
   * Says what became of each waiver.
   * @param complete false where only a part was asked for: another part may need a waiver that this one does not
   */
  settle(run: RunResult, complete: boolean): RunResult;
}

/** True when a waiver is for what a scenario expects; with `what`, for that. */
const isExpectation = ({ rule }: Waiver, what?: string): boolean =>
  rule === "expect" ||
  (what === undefined ? rule.startsWith("expect ") : rule === `expect ${what}`);

/**
 * Holds waivers against the results of a run.
 * @param today the present day as YYYY-MM-DD: those that were good until an earlier one do not count any more
 */
export function applyWaivers(waivers: readonly Waiver[], today: string): AppliedWaivers {
  const entries = waivers.map((waiver) => ({
    waiver,
    covers: waiver.scenario === undefined ? () => true : globTest(waiver.scenario),
    expired: waiver.until !== undefined && waiver.until < today,
    used: false,
  }));
  /** Marks a value with the reason of the first waiver in force that fits; every one that fits is used. */
  const marked = <T extends object>(value: T, id: string, fits: (waiver: Waiver) => boolean): T => {
    const fitting = entries.filter((one) => !one.expired && one.covers(id) && fits(one.waiver));
    for (const one of fitting) one.used = true;
    const [first] = fitting;
    return first ? { ...value, waived: first.waiver.reason } : value;
  };
  const markResult = (result: DialectResult, id: string): DialectResult => ({
    ...result,
    findings: result.findings.map((one) => marked(one, id, ({ rule }) => rule === one.rule)),
    expectations: result.expectations.map((one) =>
      marked(one, id, (waiver) => isExpectation(waiver, one.what)),
    ),
  });
  return {
    mark: (scenario) => ({
      ...scenario,
      results: scenario.results.map((result) => markResult(result, scenario.id)),
    }),
    settle(run, complete) {
      const whole = complete && run.partial === undefined;
      const stateOf = (one: (typeof entries)[number]): WaiverState => {
        if (one.expired) return "expired";
        if (one.used) return "used";
        return isStale(run, one.waiver, one.covers, whole) ? "stale" : "untested";
      };
      const states = entries.map((one) => ({ ...one.waiver, state: stateOf(one) }));
      return { ...run, waivers: states };
    },
  };
}

const conclusive: ReadonlySet<string> = new Set(["pass", "warn", "fail"]);

/** True when a waiver that nothing needed was held against what it covers, so that the failure must be gone. */
function isStale(
  run: RunResult,
  waiver: Waiver,
  covers: (id: string) => boolean,
  whole: boolean,
): boolean {
  const { rule, scenario } = waiver;
  const one = scenario !== undefined && /^[^*?]+\/[^*?]+$/.test(scenario);
  if (!one && !whole) return false;
  const results = run.scenarios.filter(({ id }) => covers(id)).flatMap((found) => found.results);
  // What it is for is not there any more.
  if (results.length === 0) return whole;
  const tested = results.every(({ verdict }) => conclusive.has(verdict));
  if (one || isExpectation(waiver)) return tested;
  return results.some(({ exercised }) => (exercised[rule] ?? 0) > 0);
}
