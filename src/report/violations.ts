import { renderMessage, type Level, type RuleInfo } from "../result/finding.ts";
import type {
  ExpectationFailure,
  RunResult,
  ScenarioResult,
  StepFinding,
  StepResult,
} from "../result/run.ts";

type Binding = Exclude<Level, "off">;

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

/** The word for what is listed: `scenario` or `capture`. */
export const unitOf = ({ command }: RunResult): string =>
  command === "check" ? "capture" : "scenario";

/**
 * Short names for a list. Scenario ids are short already; captures of one folder are listed without the folder.
 */
export function shortNames(run: RunResult): (id: string) => string {
  const [first, ...others] = run.command === "check" ? run.scenarios : [];
  if (!first || others.length === 0) return (id) => id;
  let folder = first.id.slice(0, first.id.lastIndexOf("/") + 1);
  for (const { id } of others)
    while (!id.startsWith(folder))
      folder = folder.slice(0, folder.lastIndexOf("/", folder.length - 2) + 1);
  return (id) => id.slice(folder.length);
}

/** Id of failed expectations, beside the ids of rules. */
export const expectationId = "expect";

/** A message without what differs from run to run and from scenario to scenario: quoted values and long numbers. */
const gist = (message: string): string =>
  message.replaceAll(/"[^"]*"/g, '""').replaceAll(/\d{4,}/g, "0");

/** All violations of one scenario in one dialect, findings first. */
export function violationsIn(
  run: RunResult,
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

/** Violations of one kind over the whole run. */
export interface ViolationGroup {
  first: Violation;
  /** The strictest level it has in each dialect in which it occurs. */
  levels: Map<string, Binding>;
  /** Ids of the scenarios in which it occurs, in order. */
  scenarios: string[];
  /** Different texts of the same kind, with the scenarios in which each occurs; the first is that of `first`. */
  variants: Map<string, Set<string>>;
  /** All of them, dialect by dialect. */
  violations: Violation[];
}

const strength: Record<Binding, number> = { may: 1, should: 2, must: 3 };

/** The strictest level of a group. */
export function strictest(group: ViolationGroup): Binding {
  return [...group.levels.values()].reduce((a, b) => (strength[b] > strength[a] ? b : a));
}

/** Violations that count, by the kind of mistake. */
const notWaived = ({ waived, key }: Violation): string | undefined =>
  waived === undefined ? key : undefined;

/** The kind of a waived violation: the mistake and the reason. */
export const onlyWaived = ({ waived, key }: Violation): string | undefined =>
  waived === undefined ? undefined : `${key} ${waived}`;

/**
 * The violations of a run by kind: MUST before SHOULD, then those of the most scenarios first.
 * Dialects are joined: the same mistake in two dialects is one group.
 * @param kindOf the kind of a violation, undefined to leave it out; by default, waived violations are left out
 */
export function groupViolations(run: RunResult, kindOf = notWaived): ViolationGroup[] {
  const groups = new Map<string, ViolationGroup>();
  for (const { name } of run.dialects)
    for (const scenario of run.scenarios)
      for (const violation of violationsIn(run, scenario, name)) {
        const kind = kindOf(violation);
        if (kind !== undefined) add(groups, kind, violation);
      }
  return [...groups.values()].toSorted(
    (a, b) =>
      strength[strictest(b)] - strength[strictest(a)] || b.scenarios.length - a.scenarios.length,
  );
}

function add(groups: Map<string, ViolationGroup>, kind: string, violation: Violation): void {
  const { dialect, level, message, scenario } = violation;
  let group = groups.get(kind);
  if (!group) {
    group = {
      first: violation,
      levels: new Map(),
      scenarios: [],
      variants: new Map(),
      violations: [],
    };
    groups.set(kind, group);
  }
  group.violations.push(violation);
  const known = group.levels.get(dialect);
  if (known === undefined || strength[level] > strength[known]) group.levels.set(dialect, level);
  // The first in full should be one that counts, not a softer case of the same message.
  if (strength[level] > strength[group.first.level]) group.first = violation;
  if (!group.scenarios.includes(scenario.id)) group.scenarios.push(scenario.id);
  const variant = group.variants.get(message) ?? new Set();
  group.variants.set(message, variant.add(scenario.id));
}

/** The levels of a group as text: `MUST`, or `MUST openresponses, SHOULD openai` if dialects differ. */
export function levelText(group: ViolationGroup, run: RunResult): string {
  const levels = [...group.levels];
  const alike = new Set(levels.map(([, level]) => level)).size === 1;
  if (alike && levels.length === run.dialects.length) return strictest(group).toUpperCase();
  return levels.map(([dialect, level]) => `${level.toUpperCase()} ${dialect}`).join(", ");
}
