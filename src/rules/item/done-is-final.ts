import { defineRule } from "../../engine/rule.ts";
import { naming } from "../../stream/place.ts";
import { insertAfter, moveBefore } from "../../tape/edits.ts";

export const doneIsFinal = defineRule<"after-done">({
  id: "item/done-is-final",
  title: "no event names an item after its output_item.done",
  requirement: { openresponses: "must", openai: "must" },
  spec: ["openresponses#streaming", "openai:responses-streaming/response/output_item/done"],
  messages: { "after-done": "{{type}} names item {{index}}, which is already done" },
  yieldsTo: ["item/index-sound"],
  observe({ state, report, exercised }) {
    return {
      place(event) {
        const named = naming(state, event);
        if (named?.kind !== "known" || !named.item.added) return;
        exercised();
        const { done, outputIndex } = named.item;
        if (!done) return;
        report("after-done", {
          at: event,
          expected: "nothing more of this item",
          actual: event.type,
          related: [done.event],
          args: { type: event.type, index: outputIndex },
        });
      },
    };
  },
  faults: [
    {
      name: "the end of the part follows that of the item",
      tape: "text",
      edit: moveBefore("response.output_item.done", 0, "response.content_part.done"),
      finds: ["after-done"],
    },
    {
      name: "the arguments are done after their item",
      tape: "call",
      edit: moveBefore("response.output_item.done", 0, "response.function_call_arguments.done"),
      finds: ["after-done"],
    },
    {
      name: "a part is added to a finished item",
      tape: "text",
      edit: insertAfter("response.output_item.done", 0, {
        type: "response.content_part.added",
        output_index: 0,
        item_id: "msg_1",
        content_index: 1,
        part: { type: "output_text", text: "", annotations: [], logprobs: [] },
      }),
      finds: ["after-done"],
    },
  ],
});
