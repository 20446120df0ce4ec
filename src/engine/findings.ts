import type { Finding, Judgement } from "../result/finding.ts";
import type { SchemaSet, SchemaViolation } from "../schema/index.ts";
import type { Dialect } from "../dialect/dialect.ts";
import type { WireEvent } from "../wire/types.ts";
import { excerpt } from "./excerpt.ts";
import { fold, strength } from "./fold.ts";
import type { DialectContext, Evidence, Rule } from "./rule.ts";

/** A dialect with its validators loaded. */
export interface JudgingDialect {
  dialect: Dialect;
  schemas: SchemaSet;
}

/** What was found on one exchange in one dialect. */
export interface DialectFindings extends JudgingDialect {
  /** By what tells findings apart. */
  findings: Map<string, Finding>;
  /** Those that explain whatever else was found. */
  explaining: Set<Finding>;
  violations: DialectContext["violations"];
}

/** Nothing found yet in a dialect. The violations of an event are kept until the next event is asked for. */
export function noFindings({ dialect, schemas }: JudgingDialect): DialectFindings {
  let validated: WireEvent | undefined;
  let violations: readonly SchemaViolation[] = [];
  return {
    dialect,
    schemas,
    findings: new Map(),
    explaining: new Set(),
    violations(event) {
      if (validated !== event) {
        validated = event;
        violations = schemas.event(event.payload);
      }
      return violations;
    },
  };
}

/** One rule in one dialect. */
export interface RuleInDialect {
  of: DialectFindings;
  level: Finding["level"];
  /** The finding that came last: a stream that breaks a rule often breaks it with every event. */
  last: Finding | undefined;
}

/** Adds a finding, or increases its count if it exists. @returns the finding, if it is new */
export function addFinding(
  place: RuleInDialect,
  rule: Rule,
  messageId: string,
  evidence: Evidence,
): Finding | undefined {
  const { of, level: most, last } = place;
  const level = evidence.level && strength[evidence.level] < strength[most] ? evidence.level : most;
  const again = last?.messageId === messageId && last.level === level && last.key === evidence.key;
  const key = again ? "" : `${rule.id} ${messageId} ${level} ${evidence.key ?? ""}`;
  const known = again ? last : of.findings.get(key);
  const found = known ?? findingOf(rule, messageId, level, evidence);
  if (known) known.count += evidence.times ?? 1;
  else of.findings.set(key, found);
  if (evidence.explainsRest) of.explaining.add(found);
  place.last = found;
  return known ? undefined : found;
}

function findingOf(
  rule: Rule,
  messageId: string,
  level: Finding["level"],
  { at, place, related: others = [], ...evidence }: Evidence,
): Finding {
  const related = others.filter((event) => event !== undefined);
  return {
    rule: rule.id,
    messageId,
    key: evidence.key,
    args: evidence.args ?? {},
    level,
    event: at?.index,
    eventType: at?.type,
    offset: (at?.frame && at.offset) ?? place?.offset,
    line: at?.frame?.line ?? place?.line,
    pointer: evidence.pointer,
    expected: evidence.expected,
    actual: evidence.actual,
    related: [...new Set(related.map((event) => event.index))],
    excerpt: excerpt(related, at, evidence.differsAt),
    count: evidence.times ?? 1,
    consequences: [],
  };
}

/** The judgement of a dialect at the end. @param exercised how often each rule evaluated its subject */
export const judgementOf = (
  { dialect, findings, explaining }: DialectFindings,
  rules: readonly Rule[],
  exercised: Record<string, number>,
): Judgement => ({
  dialect: dialect.name,
  findings: fold([...findings.values()], rules, explaining),
  exercised,
});
