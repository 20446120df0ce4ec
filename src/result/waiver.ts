import type { DialectResult, ExpectationFailure, RunResult, StepFinding } from "./run.ts";

/** A known failure that is not to fail a run, as its file has it. */
export interface Waiver {
  /** Id of a rule; `expect`, or `expect status`, for what scenarios expect. */
  rule: string;
  /** Glob of scenario ids; undefined: all. */
  scenario: string | undefined;
  reason: string;
  /** Last day on which it counts, as YYYY-MM-DD. */
  until: string | undefined;
  issue: string | undefined;
  /** Where it stands: `file:line:col`. */
  place: string;
}

/**
 * What became of a waiver: `used`; `stale` when what it covers was tested and is not broken any more; `expired` when its
 * day is over; `untested` when the run did not get to what it covers.
 */
export type WaiverState = "used" | "stale" | "expired" | "untested";

/** True where a violation is of the level that counts, and nobody waived it. */
const counts = (
  { level, waived }: Pick<StepFinding | ExpectationFailure, "level" | "waived">,
  strict: boolean,
): boolean => waived === undefined && (level === "must" || (strict && level === "should"));

/** What counts against the endpoint in a result: a MUST, or with `strict` a SHOULD, that is not waived. */
export function countedViolations(
  { findings, expectations }: Pick<DialectResult, "findings" | "expectations">,
  strict: boolean,
): (StepFinding | ExpectationFailure)[] {
  return [...findings, ...expectations].filter((one) => counts(one, strict));
}

/** True when something counts against the endpoint in a result. */
export function breaks(result: DialectResult, strict: boolean): boolean {
  return countedViolations(result, strict).length > 0;
}

/** True when a failing result fails by nothing but what was waived. */
export function isWaived(result: DialectResult): boolean {
  return result.verdict === "fail" && !breaks(result, false);
}

/** The waivers of a run that are stale. */
export function staleWaivers({ waivers = [] }: Pick<RunResult, "waivers">): Waiver[] {
  return waivers.filter(({ state }) => state === "stale");
}
