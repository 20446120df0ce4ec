import { objectAt, stringAt } from "../../json/json.ts";
import { show } from "../../json/show.ts";
import { itemId, itemOf } from "../../stream/state.ts";
import { defineRule } from "../../engine/rule.ts";
import { misplacedItem } from "./misplaced.ts";

const fields = ["type", "role", "name", "call_id"] as const;

export default defineRule({
  id: "item/type-stable",
  title: "The type, role, name and call_id of an item stay the same from added to done",
  requirement: { openresponses: "must", openai: "must" },
  spec: ["openresponses#items", "openai:responses-streaming/response/output_item/done"],
  messages: {
    changed: "{{field}} of item {{index}} in output_item.done differs from output_item.added",
  },
  yieldsTo: ["item/index-sound:reused", ...misplacedItem],
  perDialect: true,
  observe({ dialect, state, report, exercised }) {
    return {
      "response.output_item.done": (event) => {
        const known = itemOf(state, event);
        const item = objectAt(event.payload, "item");
        if (!known?.added || known.done || !item) return;
        exercised();
        const type = stringAt(known.added.item, "type");
        for (const field of fields) {
          const first = known.added.item[field];
          if (typeof first !== "string" || first === "" || item[field] === first) continue;
          if (field === "call_id") {
            // OpenAI gives a tool search that the client runs another call_id when it is done.
            if (type === "tool_search_call" && dialect.base === "openai") continue;
            // With a new id as well, all ids were made anew: item/id-stable says so.
            if (stringAt(item, "id") !== itemId(known)) continue;
          }
          report("changed", {
            at: event,
            pointer: `/item/${field}`,
            expected: show(first),
            actual: show(item[field]),
            related: [known.added.event],
            args: { field, index: known.outputIndex },
            key: field,
          });
        }
      },
    };
  },
});
