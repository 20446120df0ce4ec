import { numberOf } from "../../stream/state.ts";
import { defineRule } from "../../engine/rule.ts";

export default defineRule({
  id: "sequence/contiguous",
  title: "Each sequence_number is one more than the one before it",
  requirement: { openresponses: "must", openai: "must" },
  spec: ["openresponses#streaming", "openai:responses-streaming"],
  yieldsTo: ["sequence/present"],
  messages: {
    gap: "sequence_number jumps from {{previous}} to {{number}} at {{type}}; clients report a lost event",
  },
  perDialect: true,
  observe({ dialect, state, report, exercised }) {
    let previous: number | undefined;
    let numbered = 0;
    return {
      every(event) {
        const number = numberOf(event);
        // After an event without number, or one that goes back, it cannot be said what comes next.
        if (number === undefined || (previous !== undefined && number <= previous)) {
          previous = undefined;
          return;
        }
        numbered += 1;
        const gap = previous === undefined ? 0 : number - previous - 1;
        // OpenAI was seen to leave one number out just before an error.
        const excused = gap === 1 && event.type === "error" && dialect.base === "openai";
        if (gap > 0 && !excused)
          report("gap", {
            at: event,
            pointer: "/sequence_number",
            expected: String((previous ?? 0) + 1),
            actual: String(number),
            related: [state.last],
            args: { previous: previous ?? 0, number, type: event.type },
          });
        previous = number;
      },
      end() {
        if (numbered > 1) exercised();
      },
    };
  },
});
