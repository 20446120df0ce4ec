import { elementsAt, integerAt, type Json, objectAt, stringAt } from "../../json/json.ts";
import { defineRule } from "../../engine/rule.ts";
import { outcomeOf } from "../lifecycle/outcome.ts";

/** True for a reasoning item with raw reasoning in it. Summaries never count: they are not what was thought. */
const hasRawReasoning = (item: Json): boolean =>
  stringAt(item, "type") === "reasoning" &&
  elementsAt(item, "content").some((part) => Boolean(stringAt(part, "text")));

/** True for a call that a running program makes: no model wrote it, so that OpenAI's servers count no tokens for it. */
const isCalledByProgram = (item: Json): boolean =>
  stringAt(objectAt(item, "caller"), "type") === "program";

export default defineRule({
  id: "usage/plausible",
  title: "A response with output has token counts above zero",
  requirement: { openresponses: "must", openai: "must" },
  spec: ["openresponses#response", "openai:responses/object#usage"],
  messages: {
    zero: "{{field}} is 0, but the response has output",
    "all-zero": "every count of usage is 0, but the response has output",
    "no-reasoning": "reasoning_tokens is 0, but the response has raw reasoning",
  },
  observe({ report, exercised }) {
    return {
      snapshot(snapshot) {
        const { response, event, pointer } = snapshot;
        const usage = objectAt(response, "usage");
        const output = elementsAt(response, "output");
        if (outcomeOf(snapshot) !== "completed" || !usage || output.length === 0) return;
        if (output.every(isCalledByProgram)) return;
        exercised();
        const fields = ["input_tokens", "output_tokens"];
        // Whoever counts nothing at all says so consistently: clients show no cost, but none miscounts.
        if (fields.every((field) => integerAt(usage, field) === 0))
          return report("all-zero", {
            at: event,
            pointer: `${pointer}/usage`,
            expected: "above 0",
            actual: "0",
            level: "should",
          });
        for (const field of fields)
          if (integerAt(usage, field) === 0)
            report("zero", {
              at: event,
              pointer: `${pointer}/usage/${field}`,
              expected: "above 0",
              actual: "0",
              args: { field },
              key: field,
            });
        const reasoning = integerAt(objectAt(usage, "output_tokens_details"), "reasoning_tokens");
        // Where nothing at all was counted, that is said already.
        if (reasoning !== 0 || integerAt(usage, "output_tokens") === 0) return;
        if (output.some(hasRawReasoning))
          report("no-reasoning", {
            at: event,
            pointer: `${pointer}/usage/output_tokens_details/reasoning_tokens`,
            expected: "above 0",
            actual: "0",
          });
      },
    };
  },
});
