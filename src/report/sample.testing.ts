import type { Finding, RuleInfo, Verdict } from "../result/finding.ts";
import type {
  DialectResult,
  RunResult,
  ScenarioResult,
  StepFinding,
  StepResult,
} from "../result/run.ts";
import type { ReportOptions } from "./options.ts";
import { plain } from "./paint.ts";

/** Realistic results to render, made by hand: nothing was run for them. */

const rule = (
  id: string,
  title: string,
  messages: Record<string, string>,
  spec: string,
): RuleInfo => ({
  id,
  title,
  messages,
  requirement: { openresponses: "must", openai: id === "usage/plausible" ? "should" : "must" },
  spec: [spec],
});

export const sampleRules: RuleInfo[] = [
  rule(
    "sequence/present",
    "every event is numbered",
    { missing: "{{type}} has no sequence_number" },
    "openresponses#streaming",
  ),
  rule(
    "text/deltas-equal-done",
    "done is the sum of its deltas",
    { differs: "{{type}} is not the concatenation of its deltas" },
    "openresponses#streaming",
  ),
  rule(
    "usage/plausible",
    "counts are above zero",
    { zero: "{{field}} is 0 although there is output" },
    "openai:responses/object#usage",
  ),
];

export function finding(over: Partial<Finding> & { rule: string; messageId: string }): StepFinding {
  return {
    key: undefined,
    args: {},
    level: "must",
    event: undefined,
    eventType: undefined,
    offset: undefined,
    line: undefined,
    pointer: undefined,
    expected: undefined,
    actual: undefined,
    related: [],
    excerpt: [],
    count: 1,
    consequences: [],
    step: "ask",
    ...over,
  };
}

export const deltaFinding = finding({
  rule: "text/deltas-equal-done",
  messageId: "differs",
  args: { type: "response.output_text.done" },
  event: 14,
  eventType: "response.output_text.done",
  pointer: "/text",
  line: 43,
  offset: 2101,
  expected: '"The weather is sunny"',
  actual: '"The weather  is sunny"',
  related: [9, 10],
  excerpt: [
    { event: 9, type: "response.output_text.delta", text: '"The wea"' },
    { event: 10, type: "response.output_text.delta", text: '"ther is"' },
    { event: undefined, type: "", text: "... 3 more events" },
    {
      event: 14,
      type: "response.output_text.done",
      text: '"The weather  is sunny"',
      caret: { column: 13, note: "differs at character 13" },
    },
  ],
  consequences: [{ rule: "item/done-equals-output", messageId: "differs", count: 2 }],
});

export const numberFinding = finding({
  rule: "sequence/present",
  messageId: "missing",
  args: { type: "response.created" },
  event: 0,
  eventType: "response.created",
  expected: "an integer",
  actual: "nothing",
  count: 12,
});

export const usageFinding = finding({
  rule: "usage/plausible",
  messageId: "zero",
  args: { field: "output_tokens" },
  level: "should",
  expected: "more than 0",
  actual: "0",
});

export function verdict(over: Partial<DialectResult> & { verdict: Verdict }): DialectResult {
  return {
    dialect: "openresponses",
    reason: undefined,
    findings: [],
    excepted: [],
    expectations: [],
    exercised: over.verdict === "pass" || over.verdict === "fail" ? { "sequence/present": 4 } : {},
    ...over,
  };
}

const step: StepResult = {
  id: "ask",
  method: "POST",
  url: "http://localhost:8000/v1/responses",
  status: 200,
  sent: 1,
  retries: [],
  durationMs: 120,
  events: 15,
  bytes: 3000,
  curl: `curl -sSN http://localhost:8000/v1/responses -H "Authorization: Bearer $RESPONSES_API_KEY" --data-raw '{"stream":true}'`,
  tape: undefined,
};

export function scenario(
  id: string,
  results: DialectResult[],
  over: Partial<ScenarioResult> = {},
): ScenarioResult {
  return {
    id,
    suite: id.split("/")[0] ?? id,
    title: `what ${id} is about`,
    spec: ["openresponses#streaming"],
    file: `suites/${id}.yaml`,
    durationMs: 120,
    steps: [step],
    results,
    redo: `responses-conformance --base-url http://localhost:8000/v1 --scenario ${id}`,
    ...over,
  };
}

const specs = {
  openresponses: "https://www.openresponses.org/specification",
  openai: "https://platform.openai.com/docs/api-reference",
  "openai:responses": "https://platform.openai.com/docs/api-reference/responses",
};

export const openresponses: RunResult["dialects"][number] = {
  name: "openresponses",
  title: "Open Responses 2026-04-24",
  revision: "2026-04-24",
  schemaHash: "0123456789abcdef",
  specs,
};

export const openai: RunResult["dialects"][number] = {
  ...openresponses,
  name: "openai",
  title: "OpenAI API reference 2026-08-21",
  revision: "2026-08-21",
  schemaHash: "fedcba9876543210",
};

export function sampleRun(scenarios: ScenarioResult[], over: Partial<RunResult> = {}): RunResult {
  return {
    format: 2,
    tool: { name: "responses-conformance", version: "1.2.3" },
    command: "run",
    startedAt: "2026-11-21T09:00:00.000Z",
    durationMs: 4200,
    endpoint: { baseUrl: "http://localhost:8000/v1", model: "my-model" },
    dialects: [openresponses],
    scenarios,
    rules: sampleRules,
    requests: 12,
    tokens: { input: 1234, output: 567 },
    partial: undefined,
    ...over,
  };
}

export const options = (over: Partial<ReportOptions> = {}): ReportOptions => ({
  exitCode: 0,
  strict: false,
  quiet: false,
  verbose: false,
  width: 100,
  paint: plain,
  ...over,
});
