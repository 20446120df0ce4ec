import {
  elementsAt,
  integerAt,
  type Json,
  type JsonObject,
  objectAt,
  textAt,
} from "../../json/json.ts";
import { defineRule } from "../../engine/rule.ts";

type Messages = "total" | "cached" | "reasoning" | "over-limit" | "negative";

interface Slip {
  message: Messages;
  field: string;
  expected: string;
  actual: number;
}

const isHostedSearch = (item: Json): boolean =>
  ["web_search_call", "file_search_call"].includes(textAt(item, "type"));

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

export default defineRule({
  id: "usage/arithmetic",
  title: "The counts of usage add up",
  requirement: { openresponses: "must", openai: "must" },
  spec: ["openresponses#response", "openai:responses/object#usage"],
  messages: {
    total: "total_tokens is {{actual}}, which is not the sum of input_tokens and output_tokens",
    cached: "cached_tokens is greater than input_tokens",
    reasoning: "reasoning_tokens is greater than output_tokens",
    "over-limit": "output_tokens is greater than max_output_tokens",
    negative: "{{field}} is negative",
  },
  observe({ report, exercised }) {
    return {
      snapshot({ response, event, pointer }) {
        const usage = objectAt(response, "usage");
        if (!usage) return;
        exercised();
        // OpenAI's servers count what a hosted search writes, and do not stop at the limit then.
        const searched = elementsAt(response, "output").some(isHostedSearch);
        const most = integerAt(response, "max_output_tokens");
        // A limit of 0 is the echo of one that was not set (echo/request): nothing can keep to it.
        const limit = searched || most === 0 ? undefined : most;
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
});
