import type { JudgingDialect } from "../checker/checker.ts";
import { tapeExchanges } from "../commands/check/capture.ts";
import { judgeCapture } from "../commands/check/judge.ts";
import { levelOf } from "../engine/engine.ts";
import type { Rule } from "../engine/rule.ts";
import type { FailingExample } from "../result/guide.ts";
import { faultsOfRule } from "../rules/faults.ts";
import type { Tape } from "../tape/tape.ts";

/**
 * A failing example of a rule: a good recording is broken in one place and judged for real. The first fault of the rule
 * that is one in a dialect gives it.
 * @throws Error when no fault of the rule is found by it
 */
export async function failingExample(
  rule: Rule,
  dialects: readonly JudgingDialect[],
  goodTape: (name: string) => Promise<Tape>,
): Promise<FailingExample> {
  for (const { name: fault, tape: name, edit, dialects: only } of faultsOfRule(rule.id)) {
    const judging = dialects.find(
      ({ dialect }) => levelOf(rule, dialect) !== "off" && (only?.includes(dialect.base) ?? true),
    );
    if (!judging) continue;
    const exchanges = tapeExchanges(edit(await goodTape(name)));
    const { results } = await judgeCapture(
      { id: name, suite: "example", title: fault, exchanges, whole: true },
      { dialects: [judging], rules: [rule], redoPrefix: "" },
    );
    const finding = results[0]?.findings[0];
    if (finding) return { fault, tape: name, dialect: judging.dialect.name, finding };
  }
  throw new Error(`no fault of ${rule.id} gives an example`);
}
