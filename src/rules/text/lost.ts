import { type Json, stringAt } from "../../json/json.ts";
import { families, textInItem } from "../../protocol/families.ts";
import { type Copy, copiesOf, indexesOf } from "../../stream/output.ts";
import { itemId, type ItemState, itemType, type StreamState } from "../../stream/state.ts";

/** A text that was streamed for an item which was never done, and which the final output does not have. */
export interface LostText {
  item: ItemState;
  /** `message` or `function_call`; the kind of text if the item was never announced. */
  type: string;
  copy: Copy;
}

/** True if an item of the final output has a text of a family anywhere. */
const holds = (final: Json, value: string): boolean =>
  families.some((family) => {
    if (stringAt(final, "type") !== family.itemType) return false;
    for (let index = 0; ; index++) {
      const found = textInItem(family, index, final).value;
      if (found === value) return true;
      if (found === undefined || family.indexField === undefined) return false;
    }
  });

/** The texts that got lost between the deltas and the final output. What output_item.done had is compared elsewhere. */
export function lostTexts(state: StreamState, output: readonly Json[]): LostText[] {
  const found: LostText[] = [];
  for (const item of [...state.displaced, ...state.items.values()]) {
    if (item.done) continue;
    const id = itemId(item);
    const same = id === undefined ? [] : output.filter((final) => stringAt(final, "id") === id);
    for (const family of families) {
      const type = itemType(item);
      if (type !== undefined && type !== family.itemType) continue;
      for (const index of indexesOf(item, family)) {
        const copy = copiesOf(item, family, index).at(-1);
        if (!copy?.value) continue;
        if (same.some((final) => textInItem(family, index, final).value !== undefined)) continue;
        if (output.some((final) => holds(final, copy.value))) continue;
        found.push({ item, type: type ?? family.name, copy });
      }
    }
  }
  return found;
}
