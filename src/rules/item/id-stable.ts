import { objectAt, stringAt } from "../../json/json.ts";
import { show } from "../../json/show.ts";
import type { WireEvent } from "../../wire/types.ts";
import { alignOutput } from "../../stream/output.ts";
import { naming } from "../../stream/location.ts";
import { isResumed, itemId, itemOf, type ItemState } from "../../stream/state.ts";
import { defineRule } from "../../engine/rule.ts";
import { finalOutput } from "./final.ts";
import { misplacedItem } from "./misplaced.ts";

export default defineRule({
  id: "item/id-stable",
  title: "An output item has the same id in all its events and in the final output",
  requirement: { openresponses: "must", openai: "must" },
  spec: ["openresponses#items", "openai:responses-streaming/response/output_item/added"],
  messages: {
    changed: "the id of item {{index}} in {{where}} differs from its output_item.added",
    empty: "the id of item {{index}} in {{where}} is empty",
  },
  yieldsTo: ["item/index-sound:reused", ...misplacedItem],
  observe({ state, report, exercised }) {
    const compare = (
      item: ItemState,
      id: string | undefined,
      pointer: string,
      at: WireEvent,
    ): void => {
      const first = itemId(item);
      // A missing id is item/required-fields' to report, an empty one is reported where it comes first.
      if (id === undefined || first === undefined || first === "") return;
      exercised();
      if (id === first) return;
      const args = { index: item.outputIndex, where: at.type };
      const related = [item.added?.event ?? item.done?.event];
      report("changed", { at, pointer, expected: show(first), actual: show(id), related, args });
    };
    const refuseEmpty = (
      id: string | undefined,
      pointer: string,
      index: number,
      at?: WireEvent,
    ): void => {
      if (id === undefined) return;
      exercised();
      if (id !== "") return;
      const args = { index, where: at?.type ?? "the response" };
      report("empty", { at, pointer, expected: "a non-empty id", actual: '""', args });
    };
    return {
      place(event) {
        const named = naming(state, event);
        if (!named || named.kind === "unknown" || named.kind === "other-index") return;
        compare(named.item, stringAt(event.payload, "item_id"), "/item_id", event);
      },
      "response.output_item.added": (event) => {
        const id = stringAt(objectAt(event.payload, "item"), "id");
        refuseEmpty(id, "/item/id", itemOf(state, event)?.outputIndex ?? state.items.size, event);
      },
      "response.output_item.done": (event) => {
        const item = itemOf(state, event);
        const id = stringAt(objectAt(event.payload, "item"), "id");
        // Once done, another done is another item's or a repetition, which other rules report.
        if (!item?.added || item.done || isResumed(state, event)) return;
        if (id !== undefined && (state.byId.get(id) ?? item) !== item) return;
        compare(item, id, "/item/id", event);
      },
      snapshot(snapshot) {
        const final = finalOutput(snapshot, state);
        if (!final) return;
        const { output, event, pointer } = final;
        if (event) {
          for (const { item, position, final: last, sameId } of alignOutput(state, output).pairs)
            if (!sameId) compare(item, stringAt(last, "id"), `${pointer}/${position}/id`, event);
            else exercised();
        } else
          for (const [index, item] of output.entries())
            refuseEmpty(stringAt(item, "id"), `${pointer}/${index}/id`, index);
      },
    };
  },
});
