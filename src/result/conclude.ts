import type { Finding, Judgement } from "./finding.ts";
import { verdictOf, type DialectResult, type ExpectationFailure, type StepFinding } from "./run.ts";

/** A judgement, with the number of its exchange among those of its step, from 0. */
export interface ExchangeJudgement extends Judgement {
  exchange: number;
}

/** What a step (or a captured exchange) came to, before it is put together with the others. */
export interface StepOutcome {
  /** Id of the step; empty where a capture has only one exchange. */
  step: string;
  /** Judgements of all its exchanges, by all dialects. */
  judgements: ExchangeJudgement[];
  /** Expectations that were not met. */
  failures?: ExpectationFailure[];
  /** How the answer broke off, when it did: then a finding explains what the expectations miss. */
  broken?: { detail: string; failure: ExpectationFailure; byTimeLimit: boolean } | undefined;
  /** Why it could not be tested. */
  error?: string | undefined;
  /** Why the answer shows neither that it conforms nor that it does not: what the model did instead, or a limit of ours. */
  inconclusive?: string | undefined;
  /** Why the scenario does not apply, as the answer shows: the endpoint refuses a part of a feature, in words. */
  inapplicable?: string | undefined;
  /** True when some expectation was looked at. */
  checked?: boolean;
}

/** How a run differs from captures. */
export interface Conditions {
  /** Rules whose findings do not count, each with the reason. */
  except?: readonly { rule: string; why: string }[];
  /** True for a failed expectation that a finding reports already. */
  isExplained?: (failure: ExpectationFailure, findings: readonly StepFinding[]) => boolean;
  /** True where a step asks until the answer is as wanted: what several of its exchanges show is one finding, on the first. */
  fold?: boolean;
}

/** The reason where nothing was judged, and what to do: said here alone. @param rules which rules were not exercised */
export const nothingExercised = (rules: "rule" | "MUST rule" = "rule"): string =>
  `no ${rules} was exercised: the selected rules found nothing to judge. Check that the answer or the file comes from the Responses API`;

/** A result in which nothing was found yet. */
export const emptyResult = (dialect: string): DialectResult => ({
  dialect,
  verdict: "pass",
  reason: undefined,
  findings: [],
  excepted: [],
  expectations: [],
  exercised: {},
});

/** Adds a finding, or counts it where one of the same step says the same already. */
function addFinding(
  found: StepFinding[],
  finding: Finding,
  { step, exchange, fold }: { step: string; exchange: number; fold: boolean },
): void {
  const same = found.find(
    (one) =>
      fold &&
      one.step === step &&
      one.rule === finding.rule &&
      one.messageId === finding.messageId &&
      one.key === finding.key &&
      one.level === finding.level,
  );
  if (same) same.count += finding.count;
  else found.push({ ...finding, step, ...(exchange > 0 ? { exchange } : {}) });
}

/**
 * What a dialect says of a scenario or a capture, from what its steps came to: the one way from judgements to a verdict.
 * A broken MUST outweighs everything; what could not be tested outweighs what the model did not do, and that a pass.
 */
export function conclude(
  dialect: string,
  steps: readonly StepOutcome[],
  { except = [], isExplained = () => false, fold = false }: Conditions = {},
): DialectResult {
  const result = emptyResult(dialect);
  const { findings, expectations, exercised } = result;
  const excepted = except.map(({ rule, why }) => ({ rule, why, count: 0 }));
  let error: string | undefined;
  for (const { step, judgements, failures = [], broken, error: failed } of steps) {
    for (const judgement of judgements) {
      if (judgement.dialect !== dialect) continue;
      for (const finding of judgement.findings) {
        const exception = excepted.find(({ rule }) => rule === finding.rule);
        if (exception) exception.count += finding.count;
        else addFinding(findings, finding, { step, exchange: judgement.exchange, fold });
      }
      for (const [rule, times] of Object.entries(judgement.exercised))
        exercised[rule] = (exercised[rule] ?? 0) + times;
    }
    error ??= failed;
    if (!broken) expectations.push(...failures.filter((one) => !isExplained(one, findings)));
    else if (!findings.some((finding) => finding.step === step && finding.level === "must")) {
      // A time limit of ours is no fault of the endpoint's; a connection that broke or fell silent is.
      if (broken.byTimeLimit) error ??= `step ${step}: ${broken.detail}`;
      else expectations.push(broken.failure);
    }
  }
  result.excepted = excepted.filter(({ count }) => count > 0);
  const verdict = verdictOf([...findings, ...expectations].map(({ level }) => level));
  const inconclusive = steps.find((step) => step.inconclusive !== undefined)?.inconclusive;
  if (verdict === "fail") {
    const open = error ?? inconclusive;
    return { ...result, verdict, ...(open === undefined ? {} : { open }) };
  }
  if (error !== undefined) return { ...result, verdict: "error", reason: error };
  const inapplicable = steps.find((step) => step.inapplicable !== undefined)?.inapplicable;
  if (inapplicable !== undefined) return { ...result, verdict: "n/a", reason: inapplicable };
  // A MAY finding, such as a line that clients ignore, is no reason to call anything passed.
  const judged =
    steps.some(({ checked }) => checked) || Object.keys(exercised).length > 0 || verdict !== "pass";
  const reason = inconclusive ?? (judged ? undefined : nothingExercised());
  return { ...result, verdict: reason === undefined ? verdict : "inconclusive", reason };
}
