import { numberOf } from "../../stream/state.ts";
import { defineRule } from "../../engine/rule.ts";

export default defineRule({
  id: "sequence/starts-at-zero",
  title: "The first sequence_number is 0",
  // No sentence of either document asks for 0; what OpenAI sends is a custom.
  requirement: { openresponses: "should", openai: "should" },
  spec: ["openresponses#streaming", "openai:responses-streaming"],
  messages: { "not-zero": "the first sequence_number is {{number}}; expected 0" },
  yieldsTo: ["lifecycle/created-first"],
  observe({ state, report, exercised }) {
    return {
      end() {
        const { first } = state;
        const number = first && numberOf(first);
        if (!first || number === undefined || state.resumed) return;
        exercised();
        if (number !== 0)
          report("not-zero", {
            at: first,
            pointer: "/sequence_number",
            expected: "0",
            actual: String(number),
            args: { number },
          });
      },
    };
  },
});
