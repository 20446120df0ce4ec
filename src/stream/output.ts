import { grouped, isObject, stringAt, type Json, type JsonObject } from "../json/json.ts";
import type { WireEvent } from "../wire/types.ts";
import { families, type Family, textInItem } from "../protocol/families.ts";
import {
  itemById,
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
  /** Its index in the final output. */
  position: number;
  final: JsonObject;
  sameId: boolean;
}

/** How the streamed items and the final output belong together. */
export interface Alignment {
  pairs: OutputPair[];
  /** Finished items that the final output does not have. */
  missing: ItemState[];
  /** Indexes of the final output that no streamed item matches. */
  extra: number[];
}

/** The items that were added or finished, by output_index. Of several with the same one, in the order of the stream. */
export const streamedItems = (state: StreamState): ItemState[] =>
  [...state.displaced, ...state.items.values()]
    .filter((item) => item.added ?? item.done)
    .toSorted((a, b) => a.outputIndex - b.outputIndex);

/**
 * Finds the streamed item of each item of the final output: by id, or by index and type if the ids changed.
 * Items that were never announced are in none of the lists, because another rule reports them.
 */
export function alignOutput(state: StreamState, output: readonly Json[]): Alignment {
  const streamed = streamedItems(state);
  const open = new Set(streamed);
  const found = new Map<ItemState, OutputPair>();
  const rest: [number, JsonObject | undefined][] = [];
  const pair = (
    item: ItemState | undefined,
    position: number,
    final: JsonObject,
    sameId: boolean,
  ) => {
    const isOpen = item !== undefined && open.delete(item);
    if (isOpen) found.set(item, { item, position, final, sameId });
    return isOpen;
  };
  for (const [position, value] of output.entries()) {
    const final = isObject(value) ? value : undefined;
    const item = itemById(state, stringAt(final, "id"));
    if (!final || !pair(item, position, final, true)) rest.push([position, final]);
  }
  const next = new Map([...grouped(open, itemType)].map(([type, list]) => [type, list.values()]));
  const extra: number[] = [];
  for (const [position, final] of rest) {
    const placed = state.items.get(position);
    const type = stringAt(final, "type");
    const item =
      placed && open.has(placed) && itemType(placed) === type
        ? placed
        : nextOpen(next.get(type), open);
    if (!final || !pair(item, position, final, false)) extra.push(position);
  }
  const unannounced = [...state.items.values()].filter((item) => !item.added && !item.done).length;
  return {
    pairs: streamed.flatMap((item) => found.get(item) ?? []),
    missing: [...open].filter((item) => item.done !== undefined),
    extra: extra.slice(unannounced),
  };
}

/** The next of a list that is still open. */
function nextOpen(
  list: IterableIterator<ItemState> | undefined,
  open: Set<ItemState>,
): ItemState | undefined {
  // It goes on where the last call left it: each item is looked at once, however many are asked for.
  for (const item of list ?? []) if (open.has(item)) return item;
  return undefined;
}

/** One copy of a text on the stream: the value, and the event that carried it (the last one for concatenated deltas). */
export interface Copy {
  value: string;
  event: WireEvent | undefined;
}

/** The copies of one text of an item that came before output_item.done, in the order of the stream. */
export function copiesOf(item: ItemState, family: Family, index: number): Copy[] {
  const copies: Copy[] = [];
  const text = item.texts.get(textKey(family, index));
  if (text && text.deltas > 0) copies.push({ value: text.text, event: text.last });
  if (text?.done?.value !== undefined)
    copies.push({ value: text.done.value, event: text.done.event });
  const part = item.parts.get(partKey(family.container, index))?.done;
  const value = stringAt(part?.part, family.doneField);
  if (part && value !== undefined) copies.push({ value, event: part.event });
  return copies;
}

/** All values that the stream gave for the texts of an item before output_item.done, by pointer in the item. */
export function earlierTexts(item: ItemState): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const family of families) {
    if (family.itemType !== itemType(item)) continue;
    for (const index of indexesOf(item, family)) {
      const { pointer } = textInItem(family, index, {});
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
    if (part.container === family.container && partTypeOf(part) === family.partType)
      indexes.add(part.index);
  return [...indexes].toSorted((a, b) => a - b);
}

const partTypeOf = (part: PartState): string | undefined =>
  stringAt(part.done?.part, "type") ?? stringAt(part.added?.part, "type");
