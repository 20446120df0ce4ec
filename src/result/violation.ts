import { renderMessage, type Level, type RuleInfo } from "./finding.ts";
import type {
  ExpectationFailure,
  RunResult,
  ScenarioResult,
  StepFinding,
  StepResult,
} from "./run.ts";

/** A level that says something. */
export type Binding = Exclude<Level, "off">;

/** A finding or a failed expectation, with its place, as reports list it. */
export interface Violation {
  /** Same key: the same kind of mistake, which is reported once and then only listed. */
  key: string;
  /** The rule's id, or `expect` for a scenario's own expectation. */
  id: string;
  level: Binding;
  dialect: string;
  message: string;
  scenario: ScenarioResult;
  step: string;
  /** The step as it was sent; undefined if it was not sent. */
  sent: StepResult | undefined;
  finding: StepFinding | undefined;
  expectation: ExpectationFailure | undefined;
  rule: RuleInfo | undefined;
  /** The reason of the waiver that covers it. */
  waived: string | undefined;
}

/** Id of failed expectations, beside the ids of rules. */
export const expectationId = "expect";

/** The order of levels: a greater number binds more. */
export const strength: Record<Binding, number> = { may: 1, should: 2, must: 3 };

/** A message without what differs from run to run and from scenario to scenario: quoted values and long numbers. */
const gist = (message: string): string =>
  message
    .replaceAll(/"[^"]*"/g, '""')
    .replace(/^event \d+ is [\w.]+/, "event")
    // What was expected of a wrong status makes no other mistake.
    .replace(/^(status is \d+), expected at least \d+( and at most \d+)?/, "$1")
    .replaceAll(/\d{4,}/g, "0");

/** All violations of one scenario in one dialect, findings first. */
export function violationsIn(
  run: Pick<RunResult, "rules">,
  scenario: ScenarioResult,
  dialect: string,
): Violation[] {
  const result = scenario.results.find((r) => r.dialect === dialect);
  if (!result) return [];
  const sentAs = (step: string): StepResult | undefined =>
    scenario.steps.find((s) => s.id === step);
  const found = result.findings.map((finding): Violation => {
    const rule = run.rules.find((info) => info.id === finding.rule);
    const template = rule?.messages[finding.messageId] ?? finding.messageId;
    return {
      key: `${finding.rule} ${finding.messageId}`,
      id: finding.rule,
      level: finding.level,
      dialect,
      message: renderMessage(template, finding.args),
      scenario,
      step: finding.step,
      sent: sentAs(finding.step),
      finding,
      expectation: undefined,
      rule,
      waived: finding.waived,
    };
  });
  const unmet = result.expectations.map((expectation): Violation => ({
    key: `${expectationId} ${expectation.what} ${gist(expectation.message)}`,
    id: expectationId,
    level: expectation.level,
    dialect,
    message: expectation.message,
    scenario,
    step: expectation.step,
    sent: sentAs(expectation.step),
    finding: undefined,
    expectation,
    rule: undefined,
    waived: expectation.waived,
  }));
  return [...found, ...unmet];
}

/** How often a violation was seen: a finding may stand for several on one exchange. */
export const timesOf = ({ finding }: Violation): number => finding?.count ?? 1;
