import { diffJson } from "../../json/diff.ts";
import { has, stringAt } from "../../json/json.ts";
import { show } from "../../json/show.ts";
import { defineRule, type Evidence } from "../../engine/rule.ts";

/** Fields that are settled when the response is created. The rest may change as it goes on. */
const settled = ["created_at", "previous_response_id"];

const sameAgain = ["instructions", "tools", "metadata"];

/** Settings: those that are null at first may be resolved later, but none is replaced. None of OpenAI's recorded streams does. */
const settings = [
  "background",
  "frequency_penalty",
  "max_output_tokens",
  "max_tool_calls",
  "parallel_tool_calls",
  "presence_penalty",
  "prompt_cache_key",
  "reasoning",
  "safety_identifier",
  "store",
  "temperature",
  "text",
  "tool_choice",
  "top_logprobs",
  "top_p",
  "truncation",
];

export default defineRule({
  id: "lifecycle/snapshot-stable",
  title: "Fields that are set when the response is created keep their values in later snapshots",
  requirement: { openresponses: "must", openai: "must" },
  spec: ["openresponses#response", "openai:responses/object"],
  messages: { changes: "{{field}} in {{type}} differs from {{first}}" },
  yieldsTo: ["lifecycle/created-first"],
  perDialect: true,
  observe({ exchange, state, dialect, report, exercised }) {
    const sent = exchange.request?.body;
    return {
      snapshot({ response, event, terminal }) {
        const first = state.created;
        if (!event || !first) return;
        exercised();
        const compare = (field: string, softer: Pick<Evidence, "level"> = {}): void => {
          // A field that comes or goes is the schema's to report.
          if (!has(first.response, field) || !has(response, field)) return;
          const [difference] = diffJson(first.response[field], response[field]);
          if (!difference) return;
          report("changes", {
            at: event,
            pointer: `/response/${field}${difference.pointer}`,
            expected: show(difference.left),
            actual: show(difference.right),
            related: [first.event],
            args: { field, type: event.type, first: first.event.type },
            key: field,
            ...softer,
          });
        };
        for (const field of settled) compare(field);
        // A model router of OpenAI's kind says its own name first, and the model that it chose when the response ends.
        const routed = terminal && dialect.base === "openai";
        compare("model", { level: routed ? "may" : "should" });
        for (const field of sameAgain) compare(field, { level: "should" });
        // Those of a second response on the stream are its own.
        if (stringAt(response, "id") !== stringAt(first.response, "id")) return;
        for (const field of settings) {
          // A setting that was sent has to come back each time, which echo/request sees to.
          if (has(sent, field) || first.response[field] === null || response[field] === null)
            continue;
          compare(field, { level: "should" });
        }
      },
    };
  },
});
