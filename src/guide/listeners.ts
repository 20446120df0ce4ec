import type { JudgingDialect } from "../checker/checker.ts";
import { tapeExchanges } from "../commands/check/capture.ts";
import { judgeCapture } from "../commands/check/judge.ts";
import { handles } from "../engine/engine.ts";
import type { DialectContext, Observer, Rule, RuleContext } from "../engine/rule.ts";
import { rules } from "../rules/index.ts";
import type { Tape } from "../tape/tape.ts";

/** Which rules listen to what. */
export interface Listeners {
  /** Ids of the rules that look at events of one type in particular, by that type. */
  byType: Record<string, string[]>;
  /** Ids of those that look at every event. */
  always: string[];
  /** Ids of those that look at each snapshot of the response. */
  snapshots: string[];
}

/**
 * Finds out what each rule really listens to: recordings are judged, and each rule is asked what it handles, in each dialect.
 * What its texts name would be a guess.
 */
export async function listeners(
  tapes: readonly Tape[],
  dialects: readonly JudgingDialect[],
  types: readonly string[],
): Promise<Listeners> {
  const heard = new Map(rules.map(({ id }) => [id, new Set<string>()]));
  const [always, snapshots] = [new Set<string>(), new Set<string>()];
  const note = (id: string, observer: Observer): Observer => {
    if (observer.every ?? observer.place) always.add(id);
    if (observer.snapshot) snapshots.add(id);
    for (const type of types) if (handles(observer, type)) heard.get(id)?.add(type);
    return observer;
  };
  const asked = rules.map((rule): Rule =>
    rule.perDialect
      ? { ...rule, observe: (context: DialectContext) => note(rule.id, rule.observe(context)) }
      : { ...rule, observe: (context: RuleContext) => note(rule.id, rule.observe(context)) },
  );
  for (const tape of tapes)
    await judgeCapture(
      { id: "", suite: "", title: "", exchanges: tapeExchanges(tape) },
      { dialects, rules: asked, redoPrefix: "" },
    );
  // A rule that has a handler for each type looks at every event too.
  for (const [id, own] of heard) if (own.size === types.length) always.add(id);
  const ids = rules.map(({ id }) => id);
  return {
    byType: Object.fromEntries(
      types.map((type) => [type, ids.filter((id) => heard.get(id)?.has(type) && !always.has(id))]),
    ),
    always: ids.filter((id) => always.has(id)),
    snapshots: ids.filter((id) => snapshots.has(id)),
  };
}
