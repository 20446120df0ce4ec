import type { WireEvent } from "../../wire/types.ts";
import { numberOf } from "../../stream/state.ts";
import { defineRule } from "../../engine/rule.ts";

/**
 * A second response.created begins another response, with numbers of its own; that it stands there is
 * lifecycle/created-first's.
 */
const startsAgain = (event: WireEvent): boolean => event.type === "response.created";

export default defineRule({
  id: "sequence/increasing",
  title: "Each sequence_number is greater than the one before it",
  requirement: { openresponses: "must", openai: "must" },
  spec: ["openresponses#streaming", "openai:responses-streaming"],
  yieldsTo: ["sequence/present"],
  messages: {
    "not-increasing":
      "sequence_number goes from {{previous}} to {{number}} at {{type}}; expected a greater number",
  },
  observe({ state, report, exercised }) {
    let previous: number | undefined;
    let numbered = 0;
    return {
      every(event) {
        const number = numberOf(event);
        if (number === undefined) return;
        numbered += 1;
        if (previous !== undefined && number <= previous && !startsAgain(event))
          report("not-increasing", {
            at: event,
            pointer: "/sequence_number",
            expected: `a number above ${previous}`,
            actual: String(number),
            related: [state.last],
            args: { previous, number, type: event.type },
          });
        previous = number;
      },
      end() {
        if (numbered > 1) exercised();
      },
    };
  },
});
