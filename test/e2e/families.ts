/** One thing that a server breaks, and what must be said of it. */
export interface BrokenThing {
  fault: string;
  rule: string;
  /** Other rules that find the same mistake where another exchange shows it. */
  also?: string[];
  /** Scenarios that expect of themselves what the fault breaks, on exchanges that the rule does not judge. */
  expectedBy?: string[];
  scenario: string;
  event: number | undefined;
  type: string | undefined;
  expected: string;
  actual: string;
}

const emoji = "漢字 שלום Ünïcødé 🚀 to";
const cities = String.raw`{\"city\":\"Oslo\"}`;

/** At least two faults of `serve --fault` for each family of rules. */
export const families: Record<string, BrokenThing[]> = {
  "lifecycle order": [
    {
      fault: "created-missing",
      rule: "lifecycle/created-first",
      scenario: "core/text-stream",
      event: 0,
      type: "response.in_progress",
      expected: "response.created",
      actual: "response.in_progress",
    },
    {
      fault: "item-added-late",
      rule: "item/added-before-use",
      scenario: "core/text-stream",
      event: 2,
      type: "response.content_part.added",
      expected: "response.output_item.added for this item first",
      actual: "is open",
    },
    {
      fault: "event-after-terminal",
      rule: "lifecycle/nothing-after-terminal",
      scenario: "core/text-stream",
      event: 9,
      type: "response.in_progress",
      expected: "no more events",
      actual: "response.in_progress",
    },
  ],
  "delta concatenation": [
    {
      fault: "delta-lost",
      rule: "text/deltas-equal-done",
      scenario: "core/unicode",
      event: 11,
      type: "response.output_text.done",
      expected: "(7 deltas)",
      actual: emoji,
    },
    {
      fault: "delta-twice",
      rule: "text/deltas-equal-done",
      scenario: "core/unicode",
      event: 13,
      type: "response.output_text.done",
      expected: "(9 deltas)",
      actual: emoji,
    },
  ],
  "argument buffering": [
    {
      fault: "arguments-delta-lost",
      rule: "call/arguments-buffer",
      scenario: "tools/call-stream",
      event: 5,
      type: "response.function_call_arguments.done",
      expected: String.raw`"{\"citslo\"}" (2 deltas)`,
      actual: `"${cities}"`,
    },
    {
      fault: "arguments-spurious-object",
      rule: "call/arguments-buffer",
      scenario: "tools/call-stream",
      event: 7,
      type: "response.function_call_arguments.done",
      expected: `"{}${cities}" (4 deltas)`,
      actual: `"${cities}"`,
    },
    {
      fault: "arguments-mixed-up",
      rule: "call/arguments-buffer",
      scenario: "tools/parallel-stream",
      event: 11,
      type: "response.function_call_arguments.done",
      expected: String.raw`"{\"city\":\"Paris\"}" (4 deltas)`,
      actual: `"${cities}"`,
    },
  ],
  "error, then failed, before [DONE]": [
    {
      fault: "failed-missing",
      rule: "lifecycle/error-then-failed",
      scenario: "errors/mid-stream",
      event: 14,
      type: "error",
      expected: "response.failed",
      actual: "the end of the stream",
    },
    {
      fault: "delta-after-error",
      rule: "lifecycle/error-then-failed",
      scenario: "errors/mid-stream",
      event: 15,
      type: "response.output_text.delta",
      expected: "response.failed",
      actual: "response.output_text.delta",
    },
    {
      fault: "failed-without-done",
      rule: "sse/done-sentinel",
      scenario: "errors/mid-stream",
      event: 15,
      type: "response.failed",
      expected: "data: [DONE]",
      actual: "the end of the body",
    },
  ],
  "usage only at the end": [
    {
      fault: "usage-early",
      rule: "usage/null-before-end",
      scenario: "core/text-stream",
      event: 1,
      type: "response.in_progress",
      expected: "null",
      actual: '{"input_tokens":5',
    },
    {
      fault: "usage-in-deltas",
      rule: "usage/null-before-end",
      scenario: "core/text-stream",
      event: 4,
      type: "response.output_text.delta",
      expected: "usage in the terminal event only",
      actual: '{"input_tokens":5',
    },
    {
      fault: "usage-missing",
      rule: "usage/present-at-end",
      scenario: "core/text-stream",
      event: 8,
      type: "response.completed",
      expected: "{input_tokens, output_tokens, total_tokens, and both details}",
      actual: "null",
    },
  ],
  "replay of stored responses": [
    {
      fault: "replay-recut",
      rule: "state/replay-equals-original",
      scenario: "state/replay-equals-original",
      event: 4,
      type: "response.output_text.delta",
      expected: '"1,"',
      actual: '"1, 2, 3, 4, 5"',
    },
    {
      fault: "starting-after-inclusive",
      rule: "state/starting-after",
      // Where nothing is left to replay, one event too many is all there is.
      expectedBy: ["state/starting-after-end"],
      scenario: "state/starting-after-middle",
      event: 0,
      type: "response.content_part.added",
      expected: '"response.output_text.delta"',
      actual: '"response.content_part.added"',
    },
    {
      fault: "retrieve-differs",
      rule: "state/stream-equals-json",
      scenario: "state/retrieve-stream",
      event: undefined,
      type: undefined,
      expected: '"1, 2, 3, 4, 5"',
      actual: '""',
    },
  ],
};
