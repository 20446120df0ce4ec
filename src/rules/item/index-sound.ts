import { integerAt, objectAt, stringAt, textAt } from "../../json/json.ts";
import type { WireEvent } from "../../wire/types.ts";
import { alignOutput, type OutputPair, streamedItems } from "../../stream/output.ts";
import { naming } from "../../stream/location.ts";
import { itemId, type ItemState, itemType } from "../../stream/state.ts";
import { defineRule } from "../../engine/rule.ts";
import { finalOutput, wholeOutput } from "./final.ts";

const named = (item: ItemState): string =>
  `item ${item.outputIndex} (${itemType(item) ?? "no type"})`;

export default defineRule({
  id: "item/index-sound",
  title: "output_index counts the items from 0 and equals their position in the final output",
  requirement: { openresponses: "must", openai: "must" },
  spec: ["openresponses#streaming", "openai:responses-streaming/response/output_item/added"],
  messages: {
    gap: "an item has output_index {{index}}, but no item has output_index {{missing}}",
    reused: "output_index {{index}} is used for a second item",
    elsewhere: "{{type}} has output_index {{index}}, but its item_id is the id of item {{own}}",
    order: "the items of the final output are not in the order of the streamed items",
  },
  observe({ state, report, exercised }) {
    const elsewhere = (event: WireEvent, index: number, { outputIndex, added }: ItemState): void =>
      report("elsewhere", {
        at: event,
        pointer: "/output_index",
        expected: String(outputIndex),
        actual: String(index),
        related: [added?.event],
        args: { type: event.type, index, own: outputIndex },
      });
    return {
      "response.output_item.added": (event) => {
        const index = integerAt(event.payload, "output_index");
        if (index === undefined) return;
        exercised();
        const known = state.items.get(index);
        if (!known?.added || itemId(known) === stringAt(objectAt(event.payload, "item"), "id"))
          return;
        report("reused", {
          at: event,
          pointer: "/output_index",
          expected: "an output_index that no other item has",
          actual: String(index),
          related: [known.added.event],
          args: { index },
        });
      },
      place(event) {
        const named = naming(state, event);
        const index = integerAt(event.payload, "output_index");
        if (!named || named.kind === "unknown" || index === undefined) return;
        exercised();
        if (named.kind !== "other-index") return;
        elsewhere(event, index, named.item);
      },
      "response.output_item.done": (event) => {
        const index = integerAt(event.payload, "output_index");
        const known = state.byId.get(textAt(objectAt(event.payload, "item"), "id"));
        // At the index of another item, it is the id that may be wrong.
        if (index === undefined || !known || state.items.has(index)) return;
        elsewhere(event, index, known);
      },
      snapshot(snapshot) {
        const whole = wholeOutput(snapshot, state);
        if (whole) {
          const used = [...state.items.keys()].toSorted((a, b) => a - b);
          const at = used.findIndex((index, place) => index !== place);
          const item = streamedItems(state).find(({ outputIndex }) => outputIndex === used[at]);
          if (item)
            report("gap", {
              at: item.added?.event ?? item.done?.event,
              pointer: "/output_index",
              expected: String(at),
              actual: String(item.outputIndex),
              args: { missing: at, index: item.outputIndex },
            });
        }
        const final = finalOutput(snapshot, state);
        if (!final?.event) return;
        let last: OutputPair | undefined;
        for (const pair of alignOutput(state, final.output).pairs) {
          const { item, position, sameId } = pair;
          if (!sameId) continue;
          exercised();
          if (!last || position > last.position) last = pair;
          else
            report("order", {
              at: final.event,
              pointer: `${final.pointer}/${position}`,
              expected: `${named(item)} after ${named(last.item)}`,
              actual: `${named(item)} at position ${position}, ${named(last.item)} at position ${last.position}`,
              related: [item.added?.event],
            });
        }
      },
    };
  },
});
