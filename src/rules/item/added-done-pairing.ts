import { integerAt, objectAt, stringAt, textAt } from "../../json/json.ts";
import { streamedItems } from "../../stream/output.ts";
import { isResumed, itemId, type ItemState, itemType } from "../../stream/state.ts";
import { defineRule } from "../../engine/rule.ts";
import { isSettled } from "./final.ts";
import { misplacedItem } from "./misplaced.ts";

/** The done events that an open item still lacks: of its texts, of its parts, and its own. */
function openEnds(item: ItemState): string[] {
  const parts = [...item.parts.values()].filter(({ done }) => !done);
  const texts = [...item.texts.values()].filter(
    ({ done, family, index }) =>
      !done &&
      (family.container === "item" ||
        parts.some((p) => p.container === family.container && p.index === index)),
  );
  const names = [
    ...texts.map(({ last }) => last?.type.replace(/delta$/, "done") ?? ""),
    ...parts.map(({ added }) => added?.event.type.replace(/added$/, "done") ?? ""),
    "response.output_item.done",
  ];
  return [...new Set(names.filter((name) => name !== ""))];
}

export default defineRule({
  id: "item/added-done-pairing",
  title: "Each output item is added once and done once, before the terminal event",
  requirement: { openresponses: "must", openai: "must" },
  spec: ["openresponses#streaming", "openai:responses-streaming/response/output_item/done"],
  messages: {
    "not-done": "item {{index}} ({{type}}) was added, but its output_item.done was not sent",
    "not-added": "output_item.done was sent for an item ({{type}}) that was not added",
    "added-twice": "item {{index}} ({{type}}) was added a second time",
    "done-twice": "output_item.done of item {{index}} ({{type}}) was sent a second time",
  },
  // An item that is done at another place than its own was not done at its own.
  yieldsTo: [...misplacedItem],
  messageYieldsTo: { "done-twice": ["item/index-sound:reused"] },
  perDialect: true,
  observe({ dialect, state, report, exercised }) {
    return {
      "response.output_item.added": (event) => {
        const index = integerAt(event.payload, "output_index");
        const known = state.items.get(index ?? -1);
        const item = objectAt(event.payload, "item");
        // With another id the output_index is at fault, not the announcement.
        if (!known?.added || stringAt(item, "id") !== itemId(known)) return;
        const args = { index: known.outputIndex, type: itemType(known) ?? "no type" };
        report("added-twice", {
          at: event,
          expected: "one output_item.added",
          actual: "a second one",
          related: [known.added.event],
          args,
        });
      },
      "response.output_item.done": (event) => {
        const index = integerAt(event.payload, "output_index");
        const item = objectAt(event.payload, "item");
        if (index === undefined || !item || isResumed(state, event)) return;
        const known = state.byId.get(textAt(item, "id")) ?? state.items.get(index);
        const args = { index, type: stringAt(item, "type") ?? "no type" };
        exercised();
        if (!known)
          report("not-added", {
            at: event,
            expected: "response.output_item.added before it",
            actual: "nothing",
            args,
          });
        else if (known.done && known.outputIndex === index)
          report("done-twice", {
            at: event,
            expected: "one output_item.done",
            actual: "a second one",
            related: [known.done.event],
            args,
          });
      },
      snapshot(snapshot) {
        // Also without an output in the last snapshot, which the schema reports.
        if (!snapshot.event || !isSettled(snapshot, state)) return;
        for (const item of streamedItems(state)) {
          exercised();
          const type = itemType(item) ?? "no type";
          // One real OpenAI stream lists the tools of three servers and finishes one of the lists only.
          if (type === "mcp_list_tools" && dialect.base === "openai") continue;
          if (item.done) continue;
          report("not-done", {
            at: snapshot.event,
            expected: `${openEnds(item).join(", ")} before the terminal event`,
            actual: "nothing",
            related: [item.added?.event],
            args: { index: item.outputIndex, type },
          });
        }
      },
    };
  },
});
