import type { JudgingDialect } from "../checker/checker.ts";
import { levelOf } from "../engine/engine.ts";
import type { Rule } from "../engine/rule.ts";
import type { RuleInfo } from "../result/finding.ts";
import type { RunResult, ScenarioResult } from "../result/run.ts";

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

/** A result in which nothing was judged yet: what is known of a run, or of the judging of captures, before it begins. */
export const emptyRun = (
  command: RunResult["command"],
  tool: RunResult["tool"],
  dialects: readonly JudgingDialect[],
  rules: readonly Rule[],
): RunResult => ({
  format: 2,
  tool,
  command,
  startedAt: "",
  durationMs: 0,
  endpoint: undefined,
  dialects: describeDialects(dialects),
  scenarios: [],
  rules: describeRules(rules, dialects),
  requests: 0,
  tokens: undefined,
  partial: undefined,
});

/** The result of a scenario or capture that was not judged yet. @param id of a capture, its path */
export const emptyScenario = (
  id: string,
  { suite = "", title = id, file = id, redo = "" } = {},
): ScenarioResult => ({
  id,
  suite,
  title,
  spec: [],
  file,
  durationMs: 0,
  steps: [],
  results: [],
  redo,
});

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
