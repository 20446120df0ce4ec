import { renderMessage, type RuleInfo } from "../../result/finding.ts";
import type { FailingExample } from "../../result/guide.ts";
import type { RunResult, ScenarioResult } from "../../result/run.ts";
import { renderFull } from "../failure.ts";
import type { Paint } from "../paint.ts";

/** The failing example of a rule, as a run reports it. Lines without line ends. */
export function exampleLines(
  { tape, dialect, finding }: FailingExample,
  rule: RuleInfo,
  dialects: RunResult["dialects"],
  paint: Paint,
): string[] {
  const scenario: ScenarioResult = {
    id: tape,
    suite: "",
    title: "",
    spec: [],
    file: "",
    durationMs: 0,
    steps: [],
    results: [],
    redo: "",
  };
  return renderFull(
    {
      key: "",
      id: rule.id,
      level: finding.level,
      dialect,
      message: renderMessage(rule.messages[finding.messageId] ?? finding.messageId, finding.args),
      scenario,
      step: finding.step,
      sent: undefined,
      finding,
      expectation: undefined,
      rule,
      waived: undefined,
    },
    { dialects },
    { paint },
  );
}
