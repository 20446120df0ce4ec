import { levelOf } from "../engine/engine.ts";
import type { Rule } from "../engine/rule.ts";
import { builtinDialects, loadBuiltinDialect, type Dialect } from "../dialect/dialect.ts";
import { plain } from "../report/paint.ts";
import { specFor, specsAbout, specUrl } from "../report/spec.ts";
import { streamReport } from "../report/stream.ts";
import { renderMessage, type Finding, type Judgement } from "../result/finding.ts";
import { conclude, type StepOutcome } from "../result/conclude.ts";
import { exitCodeOf, exitCodes, type RunResult } from "../result/run.ts";
import { emptyScenario, emptyRun } from "../runner/describe.ts";
import type { Settings } from "./options.ts";
import type * as library from "./types.ts";

/** Columns of the text: as wide as a report in a file. */
const width = 100;

/** Links to the places that a rule names, the one that speaks for a dialect first. */
function linksOf(rule: Rule, { name, base, specs }: Dialect, about?: unknown): string[] {
  const spec = specsAbout(rule.spec, about);
  const own = specFor(spec, spec.some((one) => one.startsWith(name)) ? name : base);
  const references = own === undefined ? spec : [own, ...spec.filter((one) => one !== own)];
  return references.map((reference) => specUrl(reference, specs) ?? reference);
}

/** A finding as users see it. */
export function publicFinding(
  found: Finding,
  dialect: Dialect,
  rules: readonly Rule[],
): library.Finding {
  const { key: _key, args, ...evidence } = structuredClone(found);
  const rule = rules.find(({ id }) => id === found.rule);
  return {
    ...evidence,
    dialect: dialect.name,
    message: renderMessage(rule?.messages[found.messageId] ?? found.messageId, args),
    spec: rule ? linksOf(rule, dialect, args["type"]) : [],
  };
}

/**
 * The outcome of judging one answer.
 * @param failure why it could not be judged to its end
 * @param unread why it was not read to its end, if it is larger than a limit
 */
export function resultOf(
  judgements: readonly Judgement[],
  settings: Settings,
  {
    events,
    failure,
    unread,
  }: { events: number; failure: string | undefined; unread: string | undefined },
): library.CheckResult {
  const run = asRun(judgements, settings, { error: failure, inconclusive: unread });
  const results = judgements.map(({ findings, exercised }, index): library.Judgement => {
    const described = run.dialects[index];
    const result = run.scenarios[0]?.results[index];
    const dialect = settings.dialects[index]?.dialect;
    if (!described || !result || !dialect) throw new Error("a judgement without its dialect");
    const outcome = exitCodeOf({ ...run, dialects: [described] });
    const conformant = outcome === exitCodes.conformant;
    return {
      dialect: dialect.name,
      verdict: result.verdict as library.Verdict,
      conformant,
      reason: result.reason,
      findings: findings.map((found) => publicFinding(found, dialect, settings.rules)),
      exercised,
    };
  });
  const [first] = results;
  if (!first) throw new Error("nothing was judged");
  const text = streamReport(run, { paint: plain, width }).trimEnd();
  return { ...first, judgements: results, events, text };
}

/** The judgements as a run of one scenario: what reports are made from. */
function asRun(
  judgements: readonly Judgement[],
  { dialects, rules, name }: Settings,
  reasons: Pick<StepOutcome, "error" | "inconclusive">,
): RunResult {
  const numbered = judgements.map((one) => ({ ...one, exchange: 0 }));
  const results = judgements.map(({ dialect }) =>
    conclude(dialect, [{ step: "", judgements: numbered, ...reasons }]),
  );
  const tool = { name: "responses-conformance", version: "" };
  return {
    ...emptyRun("check", tool, dialects, rules),
    scenarios: [{ ...emptyScenario(name), results }],
  };
}

/** What each rule asks for, as users see it. */
export function publicRules(rules: readonly Rule[]): readonly library.RuleInfo[] {
  const dialects = builtinDialects.map(loadBuiltinDialect);
  const [standard] = dialects;
  return Object.freeze(
    rules.map((rule) => {
      const levels = dialects.map((dialect) => [dialect.name, levelOf(rule, dialect)]);
      return Object.freeze({
        id: rule.id,
        title: rule.title,
        requirement: Object.freeze(
          Object.fromEntries(levels) as Record<library.DialectName, library.Level>,
        ),
        spec: Object.freeze(standard ? linksOf(rule, standard) : []),
        messages: Object.freeze({ ...rule.messages }),
      });
    }),
  );
}
