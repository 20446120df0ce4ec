import { objectAt, stringAt } from "../../json/json.ts";
import { itemRow, itemStatuses } from "../../protocol/items.ts";
import type { WireEvent } from "../../wire/types.ts";
import { defineRule } from "../../engine/rule.ts";

/** What an item without a type is called. */
const none = "(none)";

export default defineRule({
  id: "item/status-progression",
  title: "An item is in_progress when it is added, and completed or incomplete when it is done",
  requirement: { openresponses: "must", openai: "must" },
  spec: ["openresponses#item-states", "openai:responses-streaming/response/output_item/added"],
  // In a JSON body nothing is added or done: the schema alone says which statuses there are.
  owns: [{ definition: /^items\//, pointer: /^(\/item|\/response\/output\/\d+)\/status$/ }],
  messages: {
    added: "output_item.added has an item of type {{type}} with status {{status}}",
    done: "output_item.done has an item of type {{type}} with status {{status}}",
  },
  perDialect: true,
  observe({ dialect, state, report, exercised }) {
    /** Undefined where the recording begins after the response was created. */
    const reasoningMode = (): string | undefined =>
      state.created && (stringAt(objectAt(state.created.response, "reasoning"), "mode") ?? "none");
    const judge = (event: WireEvent, when: "added" | "done"): void => {
      const item = objectAt(event.payload, "item");
      const type = stringAt(item, "type") || none;
      const status = stringAt(item, "status");
      const row = itemRow(type);
      // In `openai` an item of a type that is not described is newer than the revision: nothing in it is judged.
      if (!item || status === undefined || (dialect.base === "openai" && !row && type !== none))
        return;
      exercised();
      const allowed = itemStatuses[dialect.base][when];
      const other = dialect.base === "openai" ? row?.exception : undefined;
      const excused =
        other?.when === when &&
        other.status === status &&
        (other.withField === undefined || objectAt(item, other.withField)) &&
        (other.mode === undefined || [other.mode, undefined].includes(reasoningMode()));
      if (allowed.includes(status) || excused) return;
      report(when, {
        at: event,
        pointer: "/item/status",
        expected: allowed.join(" or "),
        actual: status,
        args: { type, status },
        key: `${type} ${status}`,
        // Of the many statuses of hosted tools OpenAI's document says less.
        ...(dialect.base === "openai" && !row?.written ? { level: "should" } : {}),
      });
    };
    return {
      "response.output_item.added": (event) => judge(event, "added"),
      "response.output_item.done": (event) => {
        if (!state.failing) judge(event, "done");
      },
    };
  },
});
