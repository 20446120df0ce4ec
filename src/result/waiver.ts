import type { DialectResult, ExpectationFailure, RunResult, StepFinding } from "./run.ts";

/** A known failure that does not fail a run, as in its file. */
export interface Waiver {
  /** Id of a rule; `expect`, or `expect status`, for what scenarios expect. */
  rule: string;
  /** Glob of scenario ids; undefined: all. */
  scenario: string | undefined;
  reason: string;
  /** Last day on which it counts, as YYYY-MM-DD. */
  until: string | undefined;
  issue: string | undefined;
  /** Its place: `file:line:col`. */
  place: string;
}

/**
 * The state of a waiver: `used`; `stale` if what it covers was tested and nothing violates it any more; `expired` if its last
 * day is over; `untested` if the run did not test what it covers.
 */
export type WaiverState = "used" | "stale" | "expired" | "untested";

/** True if a violation has a level that counts, and is not waived. */
const counts = (
  { level, waived }: Pick<StepFinding | ExpectationFailure, "level" | "waived">,
  strict: boolean,
): boolean => waived === undefined && (level === "must" || (strict && level === "should"));

/** The violations that fail a result: MUST, or with `strict` also SHOULD, that are not waived. */
export function countedViolations(
  { findings, expectations }: Pick<DialectResult, "findings" | "expectations">,
  strict: boolean,
): (StepFinding | ExpectationFailure)[] {
  return [...findings, ...expectations].filter((one) => counts(one, strict));
}

/** True if a result has violations that fail it. */
export function breaks(result: DialectResult, strict: boolean): boolean {
  return countedViolations(result, strict).length > 0;
}

/** True if a failed result has only waived failures. */
export function isWaived(result: DialectResult): boolean {
  return result.verdict === "fail" && !breaks(result, false);
}

/** The waivers of a run that are stale. */
export function staleWaivers({ waivers = [] }: Pick<RunResult, "waivers">): Waiver[] {
  return waivers.filter(({ state }) => state === "stale");
}
