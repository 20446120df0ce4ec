import { naming } from "../../stream/location.ts";
import { defineRule } from "../../engine/rule.ts";

export default defineRule({
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
});
