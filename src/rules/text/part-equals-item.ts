import { elementsAt, type JsonObject, objectAt, stringAt } from "../../json/json.ts";
import { show } from "../../json/show.ts";
import { families, textInItem } from "../../protocol/families.ts";
import { copiesOf, indexesOf } from "../../stream/output.ts";
import {
  itemById,
  type ItemState,
  itemType,
  partKey,
  type StreamState,
} from "../../stream/state.ts";
import { defineRule } from "../../engine/rule.ts";
import { wholeOutput } from "../item/final.ts";
import { misplacedItem } from "../item/misplaced.ts";
import { textsOfPart } from "../part/part-event.ts";
import { lostTexts } from "./lost.ts";

/** Texts of a finished item whose part was never begun on the stream, and which its announcement did not hold either. */
function unstreamedTexts(
  { unplaced }: StreamState,
  item: ItemState,
  done: JsonObject,
): { pointer: string; value: string | undefined }[] {
  const found = new Map<string, string | undefined>();
  for (const family of families) {
    // A text of the item itself stands in no list of parts: nothing is found of it here.
    if (family.itemType !== itemType(item)) continue;
    // Deltas that name no item may have been those of this text.
    if (unplaced.has(family.name)) continue;
    for (const [index, part] of elementsAt(done, family.container).entries()) {
      const { pointer, value } = textInItem(family, index, done);
      if (stringAt(part, "type") !== family.partType || !value) continue;
      if (item.parts.has(partKey(family.container, index))) continue;
      // Another family's text went there (part/kind-matches), or the item came full (part/starts-empty).
      if (textsOfPart(item, family.container, index).length > 0) continue;
      if (item.added && textInItem(family, index, item.added.item).value !== undefined) continue;
      found.set(pointer, value);
    }
  }
  return Array.from(found, ([pointer, value]) => ({ pointer, value }));
}

/** Findings that texts went to other places than their own. */
const mixedUp = [...misplacedItem, "part/index-sound", "part/kind-matches", "item/type-stable"];

export default defineRule({
  id: "text/part-equals-item",
  title: "A finished item has the texts that were streamed",
  requirement: { openresponses: "must", openai: "must" },
  spec: ["openresponses#streaming", "openai:responses-streaming/response/output_item/done"],
  messages: {
    differs:
      "the text of item {{index}} at {{pointer}} in output_item.done differs from the streamed text",
    missing: "item {{index}} is done, but the streamed text at {{pointer}} is missing",
    "not-streamed": "item {{index}} is done with a text at {{pointer}} that was not streamed",
    lost: "the text that was streamed for item {{index}} ({{type}}) is missing from the final output",
  },
  messageYieldsTo: {
    differs: mixedUp,
    missing: mixedUp,
    "not-streamed": mixedUp,
    lost: misplacedItem,
  },
  observe({ state, report, exercised }) {
    return {
      "response.output_item.done": (event) => {
        const done = objectAt(event.payload, "item");
        const item =
          itemById(state, stringAt(done, "id")) ??
          state.items.get(Number(event.payload["output_index"]));
        if (!item?.added || item.done || !done || state.failing) return;
        const type = itemType(item);
        for (const family of families) {
          // Arguments of functions are call/arguments-buffer's.
          if (family.itemType !== type || family.name === "function_arguments") continue;
          for (const index of indexesOf(item, family)) {
            const copies = copiesOf(item, family, index);
            const expected = copies.at(-1);
            const { value, pointer } = textInItem(family, index, done);
            if (!expected || (value === undefined && expected.value === "")) continue;
            exercised();
            if (copies.some((copy) => copy.value === value)) continue;
            report(value === undefined ? "missing" : "differs", {
              at: event,
              pointer: `/item${pointer}`,
              expected: show(expected.value),
              actual: show(value),
              related: [expected.event],
              args: { index: item.outputIndex, pointer },
            });
          }
        }
        for (const { pointer, value } of unstreamedTexts(state, item, done)) {
          exercised();
          report("not-streamed", {
            at: event,
            pointer: `/item${pointer}`,
            expected: "its part and deltas before it",
            actual: show(value),
            related: [item.added.event],
            args: { index: item.outputIndex, pointer },
          });
        }
      },
      snapshot(snapshot) {
        const whole = wholeOutput(snapshot, state);
        if (!whole) return;
        for (const { item, type, copy } of lostTexts(state, whole.output)) {
          exercised();
          report("lost", {
            at: whole.event,
            pointer: whole.pointer,
            expected: `an item with ${show(copy.value)}`,
            actual: whole.output.length === 0 ? "an empty output" : show(whole.output, 200),
            related: [item.added?.event, copy.event],
            args: { index: item.outputIndex, type },
            key: String(item.added?.event.index ?? item.outputIndex),
          });
        }
      },
    };
  },
});
