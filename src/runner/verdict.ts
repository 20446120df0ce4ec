import type { BrokenKind } from "../engine/exchange.ts";
import type { Finding, Judgement } from "../result/finding.ts";
import {
  verdictOf,
  type DialectResult,
  type ExpectationFailure,
  type StepFinding,
} from "../result/run.ts";
import { showPlace, type Capability, type Scenario } from "../scenario/types.ts";

/** What one step came to, before it is put together with the others. */
export interface StepOutcome {
  step: string;
  /** Judgements of all its exchanges, each with the number of its exchange, from 0. */
  judgements: (Judgement & { exchange: number })[];
  failures: ExpectationFailure[];
  /** How the answer broke off, when it did: then a finding explains what the expectations miss. */
  broken: { kind: BrokenKind; detail: string; failure: ExpectationFailure } | undefined;
  /** Why it could not be tested. */
  error: string | undefined;
  /** Why the model did not let us test it. */
  inconclusive: string | undefined;
  /** True when some expectation was looked at. */
  checked: boolean;
}

/** Rules that say the same of a status as a scenario that expects one, and more of it. */
export const statusRules: ReadonlySet<string> = new Set([
  "http/success",
  "http/error-status",
  "http/error-before-stream",
  "state/chain",
  "state/chain-unknown",
  "state/not-found",
  "background/cancel",
]);

/** Findings, as `rule messageId`, of a stream that came to no end: then there is no finished response to look at. */
export const endlessFindings: ReadonlySet<string> = new Set([
  "lifecycle/terminal-present missing",
  "lifecycle/error-then-failed missing",
]);

/**
 * One mistake is told once: what a scenario expects of a status, or of a response that never came to its end, is left out
 * where a rule found that as wrong.
 */
const explained = (failure: ExpectationFailure, findings: readonly StepFinding[]): boolean =>
  findings.some(
    ({ step, rule, messageId, level }) =>
      step === failure.step &&
      (level === "must" || level === failure.level) &&
      ((failure.what === "status" && statusRules.has(rule)) ||
        (endlessFindings.has(`${rule} ${messageId}`) &&
          /^(response\b|text$|calls$)/.test(failure.what))),
  );

/** The same finding of several exchanges is one finding, made on the first of them. */
function mergeInto(found: StepFinding[], finding: Finding, step: string, exchange: number): void {
  const same = found.find(
    (f) =>
      f.step === step &&
      f.rule === finding.rule &&
      f.messageId === finding.messageId &&
      f.key === finding.key &&
      f.level === finding.level,
  );
  if (same) same.count += finding.count;
  else found.push({ ...finding, step, ...(exchange > 0 ? { exchange } : {}) });
}

/**
 * What a dialect says of a scenario, from what its steps came to. A broken MUST outweighs everything; what could not be
 * tested outweighs what the model did not do, and that a pass.
 */
export function judgeScenario(
  dialect: string,
  scenario: Pick<Scenario, "except">,
  steps: readonly StepOutcome[],
): DialectResult {
  const findings: StepFinding[] = [];
  const exercised: Record<string, number> = {};
  const excepted = scenario.except.map(({ rule, why }) => ({ rule, why, count: 0 }));
  const expectations: ExpectationFailure[] = [];
  let error: string | undefined;
  for (const { step, judgements, failures, broken, error: failed } of steps) {
    for (const judgement of judgements) {
      if (judgement.dialect !== dialect) continue;
      for (const finding of judgement.findings) {
        const exception = excepted.find(({ rule }) => rule === finding.rule);
        if (exception) exception.count += finding.count;
        else mergeInto(findings, finding, step, judgement.exchange);
      }
      for (const [rule, times] of Object.entries(judgement.exercised))
        exercised[rule] = (exercised[rule] ?? 0) + times;
    }
    error ??= failed;
    if (!broken) expectations.push(...failures.filter((failure) => !explained(failure, findings)));
    else if (!findings.some((finding) => finding.step === step && finding.level === "must")) {
      // A time limit of ours is no fault of the endpoint's; a connection that broke or fell silent is.
      if (broken.kind === "total")
        error ??= `step ${step}: ${broken.detail}. Raise --timeout-total if it is that slow.`;
      else expectations.push(broken.failure);
    }
  }
  const verdict = verdictOf([...findings, ...expectations].map(({ level }) => level));
  const inconclusive = steps.find((step) => step.inconclusive !== undefined)?.inconclusive;
  const evaluated = steps.some(({ checked }) => checked) || Object.keys(exercised).length > 0;
  const base = {
    dialect,
    findings,
    excepted: excepted.filter(({ count }) => count > 0),
    expectations,
    exercised,
  };
  if (verdict === "fail") return { ...base, verdict, reason: undefined };
  if (error !== undefined) return { ...base, verdict: "error", reason: error };
  if (inconclusive !== undefined) return { ...base, verdict: "inconclusive", reason: inconclusive };
  if (!evaluated) return { ...base, verdict: "inconclusive", reason: "nothing was evaluated" };
  return { ...base, verdict, reason: undefined };
}

/** Why a scenario was not sent, and what that makes of it. */
export interface Unsent {
  verdict: "n/a" | "error" | "fail";
  reason: string;
  /** The capability that it lacks although the run requires it; goes with `fail`. */
  required?: Capability | undefined;
}

/** The result of a scenario that was not sent. */
export function unsent(
  dialect: string,
  scenario: Pick<Scenario, "place">,
  { verdict, reason, required }: Unsent,
): DialectResult {
  const missed: ExpectationFailure[] =
    required === undefined
      ? []
      : [
          {
            step: "",
            what: `capability ${required}`,
            message: `${required} is required, and not offered: ${reason}`,
            expected: `${required} is offered`,
            actual: reason,
            level: "must",
            place: showPlace(scenario.place),
          },
        ];
  return {
    dialect,
    verdict,
    reason: required === undefined ? reason : undefined,
    findings: [],
    excepted: [],
    expectations: missed,
    exercised: {},
  };
}
