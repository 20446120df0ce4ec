import { integerAt, stringAt, type Json } from "../json/json.ts";
import type { WireEvent } from "../wire/types.ts";
import { textEventOf, type TextEvent } from "../protocol/families.ts";
import {
  itemById,
  itemId,
  itemOf,
  partKey,
  textIndex,
  textKey,
  type ItemState,
  type PartState,
  type StreamState,
  type TextState,
} from "./state.ts";

/**
 * How an event inside an item (a delta, a part, a progress event) names that item.
 * - `known`: output_index and item_id lead to one and the same item
 * - `other-id`: the item at its output_index has another id, and no item has the id that it gives
 * - `other-index`: its item_id is that of `item`, which is at another output_index
 * - `unknown`: neither was announced by output_item.added
 */
export type Naming =
  | { kind: "known" | "other-id" | "other-index"; item: ItemState }
  | { kind: "unknown" };

/** The place of an event in the response, with the state before the event. */
export interface EventLocation {
  event: WireEvent;
  /** How it names its item; undefined for events that name none, and for those that begin or finish one. */
  named: Naming | undefined;
  /** The item that it belongs to, if that item was announced and is not mixed up with another one. */
  own: ItemState | undefined;
  /** The item that its fields name, whether announced or not. */
  item: ItemState | undefined;
  /** Set for the delta and done events of texts. */
  kind: TextEvent | undefined;
  /** The number of its text in the item, if the event gives one. */
  index: number | undefined;
  /** Its text, if that was begun before. */
  text: TextState | undefined;
  /** The part of `own` that its text streams into, if that part was begun before. */
  part: PartState | undefined;
  /** True once all rules that judge only the location found no fault. */
  settled: boolean;
  /** The values of the fields that this follows from. */
  said: readonly [output: Json | undefined, item: Json | undefined, index: Json | undefined];
}

const announced = (item: ItemState | undefined): item is ItemState =>
  item?.added !== undefined || item?.done !== undefined;

function findNaming(state: StreamState, event: WireEvent): Naming | undefined {
  if (event.type.startsWith("response.output_item.")) return undefined;
  const index = integerAt(event.payload, "output_index");
  const id = stringAt(event.payload, "item_id");
  if (index === undefined && id === undefined) return undefined;
  const byIndex = index === undefined ? undefined : state.items.get(index);
  const byId = itemById(state, id);
  if (byId && (index === undefined || byId.outputIndex === index))
    return { kind: "known", item: byId };
  if (announced(byIndex) && (id === undefined || id === itemId(byIndex)))
    return { kind: "known", item: byIndex };
  if (byId) return { kind: "other-index", item: byId };
  // With its item closed, an unknown id is that of a new item which nobody announced.
  if (announced(byIndex) && !byIndex.done) return { kind: "other-id", item: byIndex };
  return { kind: "unknown" };
}

function findLocation(state: StreamState, event: WireEvent): EventLocation {
  const { payload } = event;
  const kind = textEventOf(event.type);
  const named = findNaming(state, event);
  const own = named?.kind === "known" || named?.kind === "other-id" ? named.item : undefined;
  const item = itemOf(state, event);
  const indexField = kind?.family.indexField;
  const index = indexField && integerAt(payload, indexField);
  const said = [payload["output_index"], payload["item_id"], payload[indexField ?? ""]] as const;
  let text: TextState | undefined;
  let part: PartState | undefined;
  if (kind) {
    const { family } = kind;
    const number = textIndex(family, payload);
    text = item?.texts.get(textKey(family, number));
    part = own?.parts.get(partKey(family.container, number));
  }
  return { event, named, own, item, kind, index, text, part, settled: false, said };
}

/** True if an event names the same location as another event of its type. */
function isAlike(
  { event: other, kind, said }: EventLocation,
  { type, payload }: WireEvent,
): boolean {
  return (
    payload["output_index"] === said[0] &&
    type === other.type &&
    payload["item_id"] === said[1] &&
    payload[kind?.family.indexField ?? ""] === said[2]
  );
}

/** Most locations that are remembered. If more texts stream in turn, each event costs more. */
const SIDE_BY_SIDE = 8;

/**
 * Where an event belongs. It is found once for all rules. Deltas come in runs, or for a few texts in turn: the location of
 * one delta is reused for the next one that names the same, until any other event comes (`applyEvent` clears the list).
 */
export function locate(state: StreamState, event: WireEvent): EventLocation {
  const { locations } = state;
  for (const known of locations) if (known.event === event) return known;
  for (const known of locations)
    if (isAlike(known, event)) {
      known.event = event;
      return known;
    }
  const found = findLocation(state, event);
  if (locations.length === SIDE_BY_SIDE) locations.shift();
  locations.push(found);
  return found;
}

/** How an event names its item; undefined for events that name none, and for those that begin or finish one. */
export const naming = (state: StreamState, event: WireEvent): Naming | undefined =>
  locate(state, event).named;

/** The item that an event belongs to, if that item was announced and is not mixed up with another one. */
export const ownItem = (state: StreamState, event: WireEvent): ItemState | undefined =>
  locate(state, event).own;
