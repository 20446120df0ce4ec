import type { RunResult, StepResult } from "../../result/run.ts";
import type { Trace, TraceFrame } from "../../result/trace.ts";
import {
  deltaFinding,
  finding,
  numberFinding,
  openai,
  openresponses,
  sampleRun,
  scenario,
  usageFinding,
  verdict,
} from "../sample.testing.ts";

/** A stream of so many deltas for two output items in turn, `run` deltas at a time; the last event is at fault. */
export function sampleTrace(deltas: number, run = 10): Trace {
  const frames: TraceFrame[] = [];
  const add = (type: string, more: Partial<TraceFrame> = {}, payload: object = {}): void => {
    const event = frames.length;
    const data = JSON.stringify({ type, sequence_number: event, ...payload });
    const raw = `event: ${type}\ndata: ${data}\n\n`;
    frames.push({ event, type, at: 10 + event * 1.5, raw, bytes: raw.length, ...more });
  };
  add("response.created");
  for (const output of [0, 1]) add("response.output_item.added", { output });
  for (let at = 0; at < deltas; at++) {
    const output = Math.floor(at / run) % 2;
    const delta = `w${at} `;
    add("response.output_text.delta", { output, delta }, { output_index: output, delta });
  }
  add("response.output_text.done", { output: 0 }, { text: "w0 w2" });
  frames.push({ type: "[DONE]", at: 12 + frames.length * 1.5, raw: "data: [DONE]\n\n", bytes: 14 });
  const headers = { "content-type": "text/event-stream" };
  return { exchange: 0, request: '{"stream":true}', headers, frames, omitted: 0 };
}

/** The number of the event at fault in a sample trace. */
export const faultAt = (deltas: number): number => deltas + 3;

const withTrace = (trace: Trace): StepResult[] =>
  scenario("core/text", []).steps.map((step) => ({ ...step, traces: [trace] }));

/** A finding on the last event of a sample trace. */
const traced = (deltas: number) => ({
  ...deltaFinding,
  event: faultAt(deltas),
  eventType: "response.output_text.done",
  related: [5, 6],
});

const waived = { ...usageFinding, level: "must" as const, waived: "known since spring" };

/** A run in two dialects with every verdict, a waiver, and streams: one of so many deltas. */
export function htmlSample(deltas = 42): RunResult {
  const both = (results: (dialect: string) => ReturnType<typeof verdict>) =>
    [openresponses.name, openai.name].map((dialect) => ({ ...results(dialect), dialect }));
  const unmet = {
    step: "ask",
    what: "status",
    message: 'status is 200, not "400"',
    expected: "400",
    actual: "200",
    level: "must" as const,
    place: "suites/errors/bad.yaml:12:7",
  };
  return sampleRun(
    [
      scenario(
        "core/text",
        both(() => verdict({ verdict: "fail", findings: [traced(deltas)] })),
        {
          steps: withTrace(sampleTrace(deltas)),
        },
      ),
      scenario(
        "core/unicode",
        [
          verdict({
            verdict: "fail",
            findings: [{ ...traced(8), args: { type: "another" } }, numberFinding],
          }),
        ],
        { steps: withTrace(sampleTrace(8, 2)) },
      ),
      scenario(
        "core/usage",
        both((dialect) => verdict({ verdict: "warn", dialect, findings: [usageFinding] })),
      ),
      scenario(
        "errors/bad",
        both(() => verdict({ verdict: "fail", expectations: [unmet] })),
      ),
      scenario(
        "state/known",
        both(() => verdict({ verdict: "fail", findings: [waived] })),
      ),
      scenario(
        "state/store",
        both(() => verdict({ verdict: "n/a", reason: "store is not offered" })),
      ),
      scenario(
        "tools/call",
        both(() => verdict({ verdict: "inconclusive", reason: "no call came in 3 attempts" })),
      ),
      scenario(
        "tools/late",
        both(() => verdict({ verdict: "error", reason: "timed out after 30 s" })),
      ),
      scenario(
        "tools/plain",
        both(() => verdict({ verdict: "pass" })),
      ),
    ],
    { dialects: [openresponses, openai] },
  );
}

/** Texts that would do harm if they were read as anything but text. */
const hostile = `</script><script>window.harmed=1</script><!--<img src=x onerror="window.harmed=1">&lt;\u2028\u202eabc\u001b[31m\u009b'"`;

/** A run in which everything that comes from outside is hostile. */
export function hostileSample(): RunResult {
  const trace: Trace = {
    exchange: 0,
    request: hostile,
    headers: { [`x-${hostile}`]: hostile },
    frames: [0, 1, 2].map((event) => ({
      event,
      type: hostile,
      raw: hostile,
      delta: hostile,
      output: 0,
      bytes: 9,
    })),
    omitted: 0,
  };
  const evil = finding({
    ...deltaFinding,
    args: { type: hostile },
    key: hostile,
    event: 1,
    eventType: hostile,
    pointer: hostile,
    expected: hostile,
    actual: `${hostile} `,
    excerpt: [{ event: 1, type: hostile, text: hostile, caret: { column: 2, note: hostile } }],
  });
  const specs = { openresponses: "javascript:window.harmed=1//" };
  const steps = withTrace(trace).map((step) => ({
    ...step,
    url: hostile,
    curl: hostile,
    retries: [hostile],
  }));
  return sampleRun(
    [
      scenario(`core/${hostile}`, [verdict({ verdict: "fail", findings: [evil] })], {
        steps,
        title: hostile,
        redo: hostile,
      }),
      scenario("core/other", [verdict({ verdict: "n/a", reason: hostile, findings: [evil] })], {
        suite: hostile,
      }),
    ],
    {
      endpoint: { baseUrl: "javascript:window.harmed=1", model: hostile },
      dialects: [{ ...openresponses, title: hostile, specs }],
      partial: hostile,
    },
  );
}
