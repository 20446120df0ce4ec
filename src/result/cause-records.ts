import { causeName, causesOf, type Case, type Cause, type CauseSort } from "./causes.ts";
import type { RunResult } from "./run.ts";
import { timesOf, type Binding } from "./violation.ts";

/** Violations with the same text, as the JSON report has them. */
export interface CaseRecord {
  message: string;
  /** The strictest level by dialect. */
  levels: Record<string, Binding>;
  scenarios: string[];
  count: number;
}

/** A cause as the JSON report has it. */
export interface CauseRecord extends CaseRecord {
  key: string;
  sort: CauseSort;
  /** The rules and expectations that show it. */
  rules: string[];
  /** How many findings and failed expectations of the report belong to it, all cases and dialects together. */
  findings: number;
  /** The clearest case: the finding or expectation to read first. */
  evidence: {
    scenario: string;
    dialect: string;
    step: string;
    exchange?: number;
    rule: string;
    message: string;
    level: Binding;
    count: number;
    event?: number;
    eventType?: string;
    pointer?: string;
    expected?: string;
    actual?: string;
  };
  /** The cases with other texts. */
  others: CaseRecord[];
  /** Other rules that the same mistake violates. */
  follows: { rule: string; count: number }[];
  /** Scenarios that do not apply because of it. */
  blocked: string[];
}

const caseRecord = ({ message, levels, scenarios, count }: Case): CaseRecord => ({
  message,
  levels: Object.fromEntries(levels),
  scenarios,
  count,
});

/** An object without the keys that have no value. */
const known = <T extends object>(object: T): { [Key in keyof T]?: Exclude<T[Key], undefined> } =>
  Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined)) as {
    [Key in keyof T]?: Exclude<T[Key], undefined>;
  };

function evidenceOf({ first }: Cause): CauseRecord["evidence"] {
  const { scenario, dialect, step, message, level, finding, expectation } = first;
  const { expected, actual } = finding ?? expectation ?? {};
  const { exchange, event, eventType, pointer } = finding ?? {};
  return {
    scenario: scenario.id,
    dialect,
    step,
    rule: causeName(first),
    message,
    level,
    count: timesOf(first),
    ...known({ exchange, event, eventType, pointer, expected, actual }),
  };
}

/** The causes of a run as plain data. */
export const causeRecords = (
  run: Pick<RunResult, "dialects" | "scenarios" | "rules">,
): CauseRecord[] =>
  causesOf(run).map((cause) => ({
    key: cause.key,
    sort: cause.sort,
    ...caseRecord(cause),
    rules: [...new Set(cause.violations.map(causeName))],
    findings: cause.violations.length,
    evidence: evidenceOf(cause),
    others: cause.others.map(caseRecord),
    follows: Array.from(cause.follows, ([rule, count]) => ({ rule, count })),
    blocked: cause.blocked,
  }));
