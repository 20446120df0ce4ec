import { integerAt, stringAt } from "../../json/json.ts";
import { show } from "../../json/show.ts";
import { naming } from "../../stream/location.ts";
import { isResumed } from "../../stream/state.ts";
import { defineRule } from "../../engine/rule.ts";

export default defineRule({
  id: "item/added-before-use",
  title: "An output item is added before other events name it",
  requirement: { openresponses: "must", openai: "must" },
  spec: ["openresponses#streaming", "openai:responses-streaming/response/output_item/added"],
  messages: { "not-added": "{{type}} names an item that no output_item.added has added" },
  observe({ state, report, exercised }) {
    return {
      place(event) {
        const named = naming(state, event);
        if (!named || isResumed(state, event)) return;
        exercised();
        if (named.kind !== "unknown") return;
        const id = stringAt(event.payload, "item_id");
        const index = integerAt(event.payload, "output_index");
        report("not-added", {
          at: event,
          pointer: id === undefined ? "/output_index" : "/item_id",
          expected: "response.output_item.added for this item first",
          actual: `no item with output_index ${index ?? "(none)"} and id ${show(id)} is open`,
          related: [state.items.get(index ?? -1)?.done?.event],
          args: { type: event.type },
        });
      },
    };
  },
});
