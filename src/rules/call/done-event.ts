import { stringAt } from "../../json/json.ts";
import { defineRule } from "../../engine/rule.ts";
import { streamedItems } from "../../stream/output.ts";
import { drop } from "../../tape/edits.ts";
import { finalOutput } from "../item/final.ts";

export const doneEvent = defineRule<"missing">({
  id: "call/done-event",
  title: "function_call_arguments.done is sent for each function call",
  requirement: { openresponses: "must", openai: "must" },
  spec: [
    "openresponses#streaming",
    "openai:responses-streaming/response/function_call_arguments/done",
  ],
  messages: { missing: "the call of {{name}} is done, function_call_arguments.done never came" },
  observe({ state, report, exercised }) {
    return {
      snapshot(snapshot) {
        if (!finalOutput(snapshot, state)?.event) return;
        for (const { added, done, texts } of streamedItems(state)) {
          if (!added || !done || stringAt(added.item, "type") !== "function_call") continue;
          exercised();
          const text = texts.get("function_arguments:0");
          if (text?.done) continue;
          report("missing", {
            at: done.event,
            expected: "response.function_call_arguments.done before it",
            actual: `${text?.deltas ?? 0} argument deltas only`,
            related: [added.event, ...(text?.first ?? []), text?.last],
            args: { name: stringAt(done.item, "name") ?? "a function" },
          });
        }
      },
    };
  },
  faults: [
    {
      name: "the done event of one of two calls is not sent",
      tape: "interleaved",
      edit: drop("response.function_call_arguments.done", 1),
      finds: ["missing"],
    },
  ],
});
