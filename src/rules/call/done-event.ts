import { stringAt } from "../../json/json.ts";
import { streamedItems } from "../../stream/output.ts";
import { defineRule } from "../../engine/rule.ts";
import { isSettled } from "../item/final.ts";

export default defineRule({
  id: "call/done-event",
  title: "function_call_arguments.done is sent for each function call",
  requirement: { openresponses: "must", openai: "must" },
  spec: [
    "openresponses#streaming",
    "openai:responses-streaming/response/function_call_arguments/done",
  ],
  messages: {
    missing: "the call of {{name}} is done, but function_call_arguments.done was not sent",
  },
  observe({ state, report, exercised }) {
    return {
      snapshot(snapshot) {
        // Of a plain answer nothing was streamed.
        if (!isSettled(snapshot, state)) return;
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
});
