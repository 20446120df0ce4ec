import { isObject, stringAt, type Json, type JsonObject } from "../json/json.ts";
import type { WireEvent } from "../wire/types.ts";
import { families, type Family, textInItem } from "./families.ts";
import {
  itemType,
  partKey,
  textKey,
  type ItemState,
  type PartState,
  type StreamState,
} from "./state.ts";

/** A streamed item and its counterpart in the final output. */
export interface OutputPair {
  item: ItemState;
  /** Its place in the final output. */
  position: number;
  final: JsonObject;
  sameId: boolean;
}

/** How the streamed items and the final output belong together. */
export interface Alignment {
  pairs: OutputPair[];
  /** Finished items that the final output does not have. */
  missing: ItemState[];
  /** Places in the final output that no streamed item fits. */
  extra: number[];
}

/** The items that were added or finished, by output_index. */
export const streamedItems = (state: StreamState): ItemState[] =>
  [...state.items.values()]
    .filter((item) => item.added ?? item.done)
    .toSorted((a, b) => a.outputIndex - b.outputIndex);

/**
 * Finds for each item of the final output the streamed one: by id, and where ids changed by place and type.
 * Items whose announcement is missing are in none of the lists, whoever announced nothing has been told so.
 */
export function alignOutput(state: StreamState, output: readonly Json[]): Alignment {
  const open = new Set(streamedItems(state));
  const pairs: OutputPair[] = [];
  const rest: [number, JsonObject | undefined][] = [];
  for (const [position, value] of output.entries()) {
    const final = isObject(value) ? value : undefined;
    const item = state.byId.get(stringAt(final, "id") ?? "");
    if (final && item && open.delete(item)) pairs.push({ item, position, final, sameId: true });
    else rest.push([position, final]);
  }
  const byType = new Map<string | undefined, ItemState[]>();
  for (const item of open) {
    const list = byType.get(itemType(item));
    if (list) list.push(item);
    else byType.set(itemType(item), [item]);
  }
  const next = new Map([...byType].map(([type, list]) => [type, list.values()]));
  const extra: number[] = [];
  for (const [position, final] of rest) {
    const placed = state.items.get(position);
    const type = stringAt(final, "type");
    const item =
      placed && open.has(placed) && itemType(placed) === type
        ? placed
        : nextOpen(next.get(type), open);
    if (final && item && open.delete(item)) pairs.push({ item, position, final, sameId: false });
    else extra.push(position);
  }
  const unannounced = [...state.items.values()].filter((item) => !item.added && !item.done).length;
  return {
    pairs: pairs.toSorted((a, b) => a.item.outputIndex - b.item.outputIndex),
    missing: [...open].filter((item) => item.done !== undefined),
    extra: extra.slice(unannounced),
  };
}

/** The next of a list that is still open. */
function nextOpen(
  list: Iterator<ItemState> | undefined,
  open: Set<ItemState>,
): ItemState | undefined {
  for (let step = list?.next(); step && !step.done; step = list?.next())
    if (open.has(step.value)) return step.value;
  return undefined;
}

/** A text as the stream has told it: the value, and the event that told it (of concatenated deltas the last). */
export interface Copy {
  from: "deltas" | "done" | "part";
  value: string;
  event: WireEvent | undefined;
}

/** The copies of one text of an item that came before output_item.done, in the order of the stream's making. */
export function copiesOf(item: ItemState, family: Family, index: number): Copy[] {
  const copies: Copy[] = [];
  const text = item.texts.get(textKey(family, index));
  if (text && text.deltas > 0) copies.push({ from: "deltas", value: text.text, event: text.last });
  if (text?.done?.value !== undefined)
    copies.push({ from: "done", value: text.done.value, event: text.done.event });
  if (family.home !== "item") {
    const part = item.parts.get(partKey(family.home, index));
    const value = stringAt(part?.done?.part, family.field);
    if (value !== undefined) copies.push({ from: "part", value, event: part?.done?.event });
  }
  return copies;
}

/** All values that the stream gave for the texts of an item before output_item.done, by pointer in the item. */
export function earlierTexts(item: ItemState): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const family of families) {
    if (family.itemType !== itemType(item)) continue;
    for (const index of indexesOf(item, family)) {
      const { pointer } = textInItem(family, index, item.done?.item ?? {});
      const values = copiesOf(item, family, index).map(({ value }) => value);
      found.set(pointer, [...(found.get(pointer) ?? []), ...values]);
    }
  }
  return found;
}

/** Every index at which an item has, or had on the stream, a text of a family. */
export function indexesOf(item: ItemState, family: Family): number[] {
  const indexes = new Set<number>();
  for (const text of item.texts.values())
    if (text.family.name === family.name) indexes.add(text.index);
  for (const part of item.parts.values())
    if (part.home === family.home && partTypeOf(part) === family.partType) indexes.add(part.index);
  return [...indexes].toSorted((a, b) => a - b);
}

const partTypeOf = (part: PartState): string | undefined =>
  stringAt(part.done?.part, "type") ?? stringAt(part.added?.part, "type");
