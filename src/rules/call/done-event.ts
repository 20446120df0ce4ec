import { stringAt } from "../../json/json.ts";
import { defineRule } from "../../engine/rule.ts";
import { streamedItems } from "../../stream/output.ts";
import { chain, drop, patch } from "../../tape/edits.ts";
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
        // Of a plain answer nothing was streamed.
        if (!finalOutput(snapshot, state)) return;
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
    {
      name: "the arguments come with the finished item only",
      tape: "echo",
      edit: chain(
        drop("response.function_call_arguments.delta"),
        drop("response.function_call_arguments.done"),
      ),
      finds: ["missing"],
    },
    {
      name: "the done event of a call without a name is not sent",
      tape: "call",
      edit: chain(
        drop("response.function_call_arguments.done"),
        patch("response.output_item.added", 0, "/item/name", undefined),
        patch("response.output_item.done", 0, "/item/name", undefined),
        patch("response.completed", 0, "/response/output/0/name", undefined),
      ),
      finds: ["missing"],
      alsoFires: ["call/name-known"],
    },
  ],
});
