import type { JudgingDialect } from "../checker/checker.ts";
import { levelOf } from "../engine/engine.ts";
import type { Rule } from "../engine/rule.ts";
import type { RuleInfo } from "../result/finding.ts";
import type { RunResult } from "../result/run.ts";

/** The rules that were in play, as reports know them: levels are those of the run's dialects. */
export function describeRules(
  rules: readonly Rule[],
  dialects: readonly JudgingDialect[],
): RuleInfo[] {
  return rules.map((rule) => ({
    id: rule.id,
    title: rule.title,
    messages: rule.messages,
    requirement: Object.fromEntries(
      dialects.map(({ dialect }) => [dialect.name, levelOf(rule, dialect)]),
    ),
    spec: rule.spec,
  }));
}

/** The dialects of a run, as reports know them. */
export function describeDialects(dialects: readonly JudgingDialect[]): RunResult["dialects"] {
  return dialects.map(({ dialect: { name, title, revision, specs }, schemas }) => ({
    name,
    title,
    revision,
    schemaHash: schemas.hash,
    specs,
  }));
}
