import { arrayAt } from "../../json/json.ts";
import { show } from "../../json/show.ts";
import { defineRule } from "../../engine/rule.ts";
import { isOpen, outcomeOf } from "./outcome.ts";

export default defineRule({
  id: "lifecycle/output-empty-before-end",
  title: "The output of a response is empty in all snapshots before the terminal event",
  requirement: { openresponses: "must", openai: "must" },
  spec: ["openresponses#items", "openai:responses-streaming/response/created"],
  messages: { "not-empty": "the response in {{type}} already has output" },
  observe({ report, exercised }) {
    return {
      snapshot(snapshot) {
        const { response, event } = snapshot;
        // Not `terminal`: response.cancelled is the end of a response too, though it is no event of the documents.
        if (!event || !isOpen(outcomeOf(snapshot))) return;
        const output = arrayAt(response, "output");
        if (!output) return;
        exercised();
        if (output.length > 0)
          report("not-empty", {
            at: event,
            pointer: "/response/output",
            expected: "[]",
            actual: show(output, 200),
            args: { type: event.type },
          });
      },
    };
  },
});
