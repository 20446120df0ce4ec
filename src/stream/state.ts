import { integerAt, objectAt, stringAt, type JsonObject } from "../json/json.ts";
import { eventRow } from "../protocol/events.ts";
import type { WireEvent } from "../wire/types.ts";
import type { Family, Container } from "../protocol/families.ts";
import type { Growing } from "./growing.ts";
import type { EventLocation } from "./location.ts";

/** One streamed text: its deltas so far, and what its done event said. */
export interface TextState {
  family: Family;
  /** content_index, summary_index or command_index; 0 if the item has only one such text. */
  index: number;
  /** The deltas, concatenated. */
  readonly text: string;
  grown: Growing;
  deltas: number;
  /** Its first deltas, kept for evidence. */
  first: WireEvent[];
  /** Its last delta, kept for evidence. */
  last: WireEvent | undefined;
  done: { event: WireEvent; value: string | undefined } | undefined;
}

/** A content part or a summary part. */
export interface PartState {
  container: "content" | "summary";
  index: number;
  added: { event: WireEvent; part: JsonObject } | undefined;
  done: { event: WireEvent; part: JsonObject } | undefined;
}

/** An output item, keyed by its output_index. */
export interface ItemState {
  outputIndex: number;
  /** What output_item.added said; undefined when the item was never added. */
  added: { event: WireEvent; item: JsonObject } | undefined;
  done: { event: WireEvent; item: JsonObject } | undefined;
  /** Key: `content:0`, `summary:1`. */
  parts: Map<string, PartState>;
  /** Key: family name and index, `output_text:0`. */
  texts: Map<string, TextState>;
}

/** The response as the events before the present one describe it. */
export interface StreamState {
  /** How many events were applied. */
  events: number;
  first: WireEvent | undefined;
  /** The newest event before the present one. */
  last: WireEvent | undefined;
  /** The first snapshot of the response, with the event that carried it. */
  created: { event: WireEvent; response: JsonObject } | undefined;
  /** The newest snapshot before the present event. */
  latest: { event: WireEvent; response: JsonObject } | undefined;
  /** The first terminal event. */
  terminal: { event: WireEvent; response: JsonObject | undefined } | undefined;
  /** The first `error` event. */
  error: WireEvent | undefined;
  /** Items by output_index. An item that was used but never added is here too, with `added` undefined. */
  items: Map<number, ItemState>;
  /** The first item that was added or finished with an id. */
  byId: Map<string, ItemState>;
  /** Items whose output_index was used again, in the order in which they were added. They are not in `items`. */
  displaced: ItemState[];
  /** The first delta that named no item, by the name of its family: to which text it belongs is not known. */
  unplaced: Map<string, WireEvent>;
  /** The beginning is missing: the stream continues another (`starting_after`). */
  resumed: boolean;
  /** The request is not known: the first event shows whether the beginning is missing. */
  offline: boolean;
  /** The stream reports a failure or a cancellation: items, parts and texts may stay open. */
  failing: boolean;
  /** A second response began on the same stream: `items` are those of the newest one only. */
  restarted: boolean;
  /** What the server said last of each steering, by id. */
  steers: Map<string, "accepted" | "pending" | "failed">;
  /** Lane of each response and item of the WebSocket, by id; all its streams share them. */
  lanes: Map<string, string | undefined>;
  /** Where the last events belong, deltas that followed each other directly; see `locate`. */
  locations: EventLocation[];
}

/** Key of a text in its item. */
export const textKey = (family: Family, index: number): string => `${family.name}:${index}`;
/** Key of a part in its item. A text in a field of the item has no part with its key. */
export const partKey = (container: Container, index: number): string => `${container}:${index}`;

export function createStreamState({
  resumed = false,
  offline = false,
  lanes = new Map<string, string | undefined>(),
}: Partial<Pick<StreamState, "resumed" | "offline" | "lanes">> = {}): StreamState {
  return {
    events: 0,
    first: undefined,
    last: undefined,
    created: undefined,
    latest: undefined,
    terminal: undefined,
    error: undefined,
    items: new Map(),
    byId: new Map(),
    displaced: [],
    unplaced: new Map(),
    resumed,
    offline,
    failing: false,
    restarted: false,
    steers: new Map(),
    lanes,
    locations: [],
  };
}

/** The sequence_number of an event, or undefined if it is missing or not an integer. */
export const numberOf = ({ payload }: WireEvent): number | undefined =>
  integerAt(payload, "sequence_number");

/**
 * True if the beginning of the stream is missing, so that an item or part may have begun before it.
 * Also true for the event that shows it, although `state.resumed` is not set yet.
 */
export function isResumed(state: StreamState, event: WireEvent): boolean {
  if (state.resumed || state.first || !state.offline) return state.resumed;
  return event.type !== "response.created" && (numberOf(event) ?? 0) > 0;
}

/** The id that an item was added with, or else finished with. */
export function itemId(item: ItemState): string | undefined {
  return stringAt(item.added?.item, "id") ?? stringAt(item.done?.item, "id");
}

/** The type that an item was added with, or else finished with. */
export function itemType(item: ItemState): string | undefined {
  return stringAt(item.added?.item, "type") ?? stringAt(item.done?.item, "type");
}

/**
 * The item that an event is about: by output_index, or by item_id if the event has no output_index.
 * Never "the current item": items may interleave.
 */
export function itemOf(state: StreamState, event: WireEvent): ItemState | undefined {
  const { payload } = event;
  const id = stringAt(payload, "item_id") ?? stringAt(objectAt(payload, "item"), "id");
  return itemAt(state, integerAt(payload, "output_index"), id);
}

/** The first item that had an id. */
export const itemById = (state: StreamState, id: string | undefined): ItemState | undefined =>
  id === undefined ? undefined : state.byId.get(id);

/** The item with this id at this output_index. Two items at one output_index are a fault, but their ids differ. */
export function itemAt(
  state: StreamState,
  index: number | undefined,
  id: string | undefined,
): ItemState | undefined {
  const byId = itemById(state, id);
  if (index === undefined || byId?.outputIndex === index) return byId;
  return state.items.get(index);
}

/** Which text of its item a delta or done event belongs to. */
export function textIndex(family: Family, payload: JsonObject): number {
  return (family.indexField && integerAt(payload, family.indexField)) ?? 0;
}

/** The part that a content_part or summary_part event names, if it was begun before. */
export function partOf(state: StreamState, event: WireEvent): PartState | undefined {
  const { container, index } = partPlace(event);
  return index === undefined
    ? undefined
    : itemOf(state, event)?.parts.get(partKey(container, index));
}

/** Where an event says that its part is. */
export function partPlace({ type, payload }: WireEvent): {
  container: "content" | "summary";
  index: number | undefined;
} {
  const container = eventRow(type)?.container ?? "content";
  return { container, index: integerAt(payload, `${container}_index`) };
}
