import { conclude, emptyResult, type StepOutcome } from "../result/conclude.ts";
import type { DialectResult, ExpectationFailure, StepFinding } from "../result/run.ts";
import { rules } from "../rules/index.ts";
import { showPlace, type Capability, type Scenario } from "../scenario/types.ts";

const explains = new Map(rules.map((rule) => [rule.id, rule.explains]));

/**
 * One mistake is reported once: what a scenario expects of a status, or of a response that never came to its end, is left
 * out where a rule found that as wrong.
 */
const isExplained = (failure: ExpectationFailure, findings: readonly StepFinding[]): boolean =>
  findings.some(({ step, rule, messageId, level }) => {
    if (step !== failure.step || (level !== "must" && level !== failure.level)) return false;
    const { status, response } = explains.get(rule) ?? {};
    return failure.what === "status"
      ? status === true
      : response?.includes(messageId) === true && /^(response\b|text$|calls$)/.test(failure.what);
  });

/** The result of a scenario in one dialect, from the outcomes of its steps. */
export const judgeScenario = (
  dialect: string,
  { except }: Pick<Scenario, "except">,
  steps: readonly StepOutcome[],
): DialectResult => conclude(dialect, steps, { except, isExplained, fold: true });

/** A failed expectation of level MUST that no rule reports. @param place `file:line:col`, or empty */
export const unmet = (
  step: string,
  place: string,
  { what, message, expected, actual }: Omit<ExpectationFailure, "step" | "place" | "level">,
): ExpectationFailure => ({ step, what, message, expected, actual, level: "must", place });

/** The failed expectation for an answer that ended early. */
export const brokenEnd = (step: string, place: string, detail: string): ExpectationFailure =>
  unmet(step, place, {
    what: "end of the answer",
    message: detail,
    expected: "a complete answer",
    actual: detail,
  });

/** The failed expectation for a crash on a request that the server answers in another form. */
export const crashed = (step: string, message: string, status: number): ExpectationFailure =>
  unmet(step, "", { what: "status", message, expected: "status 200", actual: `status ${status}` });

/** The failed expectation for a capability that is accepted and ignored. */
export const ignoredCapability = (
  capability: Capability,
  reason: string,
  level: ExpectationFailure["level"],
): ExpectationFailure => ({
  step: "probe",
  what: `capability ${capability}`,
  message: `the capability ${capability} is accepted and ignored: ${reason}. Honour what is asked for, or refuse it with status 400.`,
  expected: `${capability} is honoured, or refused with an error`,
  actual: reason,
  level,
  place: "",
});

/** Why a scenario was not sent, and what that makes of it. */
export interface Unsent {
  verdict: "n/a" | "error" | "fail" | "inconclusive";
  reason: string;
  /** The capability for want of which it does not apply. */
  lacks?: Capability;
  /** The capability that it lacks although the run requires it; goes with `fail`. */
  required?: Capability | undefined;
}

/** The result of a scenario that was not sent. */
export function unsent(
  dialect: string,
  scenario: Pick<Scenario, "place">,
  { verdict, reason, lacks, required }: Unsent,
): DialectResult {
  if (required === undefined)
    return { ...emptyResult(dialect), verdict, reason, ...(lacks ? { lacks } : {}) };
  const missed = unmet("", showPlace(scenario.place), {
    what: `capability ${required}`,
    message: `${required} is required, but the endpoint does not offer it: ${reason}`,
    expected: `${required} is offered`,
    actual: reason,
  });
  return { ...emptyResult(dialect), verdict, expectations: [missed] };
}
