import { integerAt, stringAt } from "../json/json.ts";
import type { WireEvent } from "../wire/types.ts";
import { itemId, type ItemState, type StreamState } from "./state.ts";

/**
 * How an event inside an item (a delta, a part, a progress event) names that item.
 * - `known`: output_index and item_id lead to one and the same item
 * - `other-id`: the item at its output_index has another id, and no item has the id that it gives
 * - `other-index`: its item_id is that of `item`, which stands at another output_index
 * - `unknown`: neither was announced by output_item.added
 */
export type Naming =
  | { kind: "known" | "other-id" | "other-index"; item: ItemState }
  | { kind: "unknown" };

const announced = (item: ItemState | undefined): item is ItemState =>
  item?.added !== undefined || item?.done !== undefined;

/** How an event names its item; undefined for events that name none, and for those that begin or finish one. */
export function naming(state: StreamState, event: WireEvent): Naming | undefined {
  if (event.type.startsWith("response.output_item.")) return undefined;
  const index = integerAt(event.payload, "output_index");
  const id = stringAt(event.payload, "item_id");
  if (index === undefined && id === undefined) return undefined;
  const byIndex = index === undefined ? undefined : state.items.get(index);
  const byId = id === undefined ? undefined : state.byId.get(id);
  if (byId && (index === undefined || byId.outputIndex === index))
    return { kind: "known", item: byId };
  if (announced(byIndex) && (id === undefined || id === itemId(byIndex)))
    return { kind: "known", item: byIndex };
  if (byId) return { kind: "other-index", item: byId };
  // With its item closed, an unknown id is that of a new item which nobody announced.
  if (announced(byIndex) && !byIndex.done) return { kind: "other-id", item: byIndex };
  return { kind: "unknown" };
}

/** The item that an event belongs to, if it was announced and has not been mixed up with another. */
export function ownItem(state: StreamState, event: WireEvent): ItemState | undefined {
  const named = naming(state, event);
  return named?.kind === "known" || named?.kind === "other-id" ? named.item : undefined;
}
