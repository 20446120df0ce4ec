import { naming } from "../../stream/location.ts";
import { defineRule } from "../../engine/rule.ts";
import { misplacedItem } from "./misplaced.ts";

export default defineRule({
  id: "item/done-is-final",
  title: "output_item.done is the last event that names its item",
  requirement: { openresponses: "must", openai: "must" },
  spec: ["openresponses#streaming", "openai:responses-streaming/response/output_item/done"],
  messages: { "after-done": "{{type}} names item {{index}}, which is already done" },
  yieldsTo: [...misplacedItem],
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
          expected: "no more events of this item",
          actual: event.type,
          related: [done.event],
          args: { type: event.type, index: outputIndex },
        });
      },
    };
  },
});
