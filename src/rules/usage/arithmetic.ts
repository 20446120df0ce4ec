import { integerAt, objectAt, type JsonObject } from "../../json/json.ts";
import { defineRule } from "../../engine/rule.ts";
import { onBody, patch } from "../../tape/edits.ts";

type Messages = "total" | "cached" | "reasoning" | "over-limit" | "negative";

interface Slip {
  message: Messages;
  field: string;
  expected: string;
  actual: number;
}

/** Counts that contradict each other. What is missing is usage/present-at-end's. */
function slips(usage: JsonObject, limit: number | undefined): Slip[] {
  const input = integerAt(usage, "input_tokens");
  const output = integerAt(usage, "output_tokens");
  const total = integerAt(usage, "total_tokens");
  const cached = integerAt(objectAt(usage, "input_tokens_details"), "cached_tokens");
  const reasoning = integerAt(objectAt(usage, "output_tokens_details"), "reasoning_tokens");
  const counts: [field: string, value: number | undefined][] = [
    ["input_tokens", input],
    ["output_tokens", output],
    ["total_tokens", total],
    ["input_tokens_details/cached_tokens", cached],
    ["output_tokens_details/reasoning_tokens", reasoning],
  ];
  const found: Slip[] = [];
  for (const [field, value] of counts)
    if (value !== undefined && value < 0)
      found.push({ message: "negative", field, expected: "0 or more", actual: value });
  if (found.length > 0) return found;
  const atMost = (
    message: Messages,
    field: string,
    value: number | undefined,
    most = Infinity,
    what: string,
  ): void => {
    if (value !== undefined && value > most)
      found.push({ message, field, expected: `at most ${most} (${what})`, actual: value });
  };
  if (input !== undefined && output !== undefined && total !== undefined)
    if (total !== input + output)
      found.push({
        message: "total",
        field: "total_tokens",
        expected: `${input + output} (${input} + ${output})`,
        actual: total,
      });
  atMost("cached", "input_tokens_details/cached_tokens", cached, input, "input_tokens");
  atMost("reasoning", "output_tokens_details/reasoning_tokens", reasoning, output, "output_tokens");
  atMost("over-limit", "output_tokens", output, limit, "max_output_tokens");
  return found;
}

export default defineRule<Messages>({
  id: "usage/arithmetic",
  title: "the counts of usage add up",
  requirement: { openresponses: "must", openai: "must" },
  spec: ["openresponses#response", "openai:responses/object#usage"],
  messages: {
    total: "total_tokens is {{actual}}, not the sum of input_tokens and output_tokens",
    cached: "more input tokens were cached than there were",
    reasoning: "more output tokens were spent on reasoning than there were",
    "over-limit": "output_tokens is above max_output_tokens",
    negative: "{{field}} is below zero",
  },
  observe({ report, exercised }) {
    return {
      snapshot({ response, event, pointer }) {
        const usage = objectAt(response, "usage");
        if (!usage) return;
        exercised();
        const limit = integerAt(response, "max_output_tokens");
        for (const { message, field, expected, actual } of slips(usage, limit))
          report(message, {
            at: event,
            pointer: `${pointer}/usage/${field}`,
            expected,
            actual: String(actual),
            args: { field, actual },
          });
      },
    };
  },
  faults: [
    {
      name: "the total leaves the output out",
      tape: "text",
      edit: patch("response.completed", 0, "/response/usage/total_tokens", 12),
      finds: ["total"],
    },
    {
      name: "more was cached than asked",
      tape: "text",
      edit: patch(
        "response.completed",
        0,
        "/response/usage/input_tokens_details/cached_tokens",
        1024,
      ),
      finds: ["cached"],
    },
    {
      name: "reasoning is not counted as output",
      tape: "summary",
      edit: patch(
        "response.completed",
        0,
        "/response/usage/output_tokens_details/reasoning_tokens",
        64,
      ),
      finds: ["reasoning"],
    },
    {
      name: "the answer is longer than its limit",
      tape: "incomplete",
      edit: patch("response.incomplete", 0, "/response/max_output_tokens", 15),
      finds: ["over-limit"],
      alsoFires: ["echo/request"],
    },
    {
      name: "a count of a plain answer is below zero",
      tape: "plain",
      edit: onBody((body) => ({
        ...body,
        usage: { ...objectAt(body, "usage"), output_tokens: -1 },
      })),
      finds: ["negative"],
    },
  ],
});
