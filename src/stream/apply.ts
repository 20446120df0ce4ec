import { integerAt, objectAt, stringAt, type JsonObject } from "../json/json.ts";
import { eventRow, terminalEvents } from "../protocol/events.ts";
import type { WireEvent } from "../wire/types.ts";
import type { Family } from "../protocol/families.ts";
import { createGrowing } from "./growing.ts";
import { locate } from "./location.ts";
import {
  isResumed,
  itemAt,
  itemById,
  itemId,
  itemOf,
  partKey,
  partPlace,
  textIndex,
  textKey,
  type ItemState,
  type StreamState,
  type TextState,
} from "./state.ts";

/** True if a second response.created begins another response: its numbers start again, or its id is new. */
function restarts(state: StreamState, event: WireEvent, response: JsonObject): boolean {
  const first = state.created;
  if (event.type !== "response.created" || !first || state.items.size === 0) return false;
  return (
    integerAt(event.payload, "sequence_number") === 0 ||
    stringAt(response, "id") !== stringAt(first.response, "id")
  );
}

/** Begins an item, in place of an earlier one with the same output_index. */
function beginItem(state: StreamState, outputIndex: number): ItemState {
  const item: ItemState = {
    outputIndex,
    added: undefined,
    done: undefined,
    parts: new Map(),
    texts: new Map(),
  };
  const before = state.items.get(outputIndex);
  if (before) state.displaced.push(before);
  state.items.set(outputIndex, item);
  return item;
}

function itemFor(state: StreamState, event: WireEvent): ItemState | undefined {
  const known = itemOf(state, event);
  if (known) return known;
  const index = integerAt(event.payload, "output_index");
  return index === undefined ? undefined : beginItem(state, index);
}

function beginText(item: ItemState, family: Family, payload: JsonObject): TextState {
  const index = textIndex(family, payload);
  const grown = createGrowing();
  const text: TextState = {
    family,
    index,
    get text() {
      return grown.whole();
    },
    grown,
    deltas: 0,
    first: [],
    last: undefined,
    done: undefined,
  };
  item.texts.set(textKey(family, index), text);
  return text;
}

/** @returns true for a delta that continues a text: the next delta may have the same location */
function applyText(state: StreamState, event: WireEvent): boolean {
  const location = locate(state, event);
  const { kind } = location;
  const item = kind && (location.item ?? itemFor(state, event));
  if (kind?.delta && !item && !state.unplaced.has(kind.family.name))
    state.unplaced.set(kind.family.name, event);
  if (!kind || !item) return false;
  const { family, delta } = kind;
  const text = location.text ?? beginText(item, family, event.payload);
  if (delta) {
    text.grown.add(stringAt(event.payload, "delta") ?? "");
    text.deltas += 1;
    if (text.first.length < 2) text.first.push(event);
    text.last = event;
    return text === location.text;
  }
  text.done ??= { event, value: stringAt(event.payload, family.doneField) };
  text.grown.share(text.done.value);
  return false;
}

function applyPart(state: StreamState, event: WireEvent, which: "added" | "done"): void {
  const { container, index } = partPlace(event);
  if (index === undefined) return;
  const part = objectAt(event.payload, "part");
  const item = itemFor(state, event);
  if (!part || !item) return;
  const key = partKey(container, index);
  const known = item.parts.get(key) ?? { container, index, added: undefined, done: undefined };
  known[which] ??= { event, part };
  item.parts.set(key, known);
}

function applyItem(state: StreamState, event: WireEvent, which: "added" | "done"): void {
  const item = objectAt(event.payload, "item");
  if (!item) return;
  const id = stringAt(item, "id");
  // Without an output_index (which the schema asks for) an item is known by its id, and counted.
  const index =
    integerAt(event.payload, "output_index") ??
    itemById(state, id)?.outputIndex ??
    state.items.size;
  const known = itemAt(state, index, id);
  // Added at the index of another item: a new item begins there, and a rule reports it.
  const again = which === "added" && known?.added && id !== itemId(known);
  const owner = known && !again ? known : beginItem(state, index);
  owner[which] ??= { event, item };
  if (id !== undefined && !state.byId.has(id)) state.byId.set(id, owner);
}

/** Keeps what an event says of a steering. */
function applySteer({ steers }: StreamState, { type, payload }: WireEvent): void {
  // One that was refused at once has no id.
  const id = stringAt(objectAt(payload, "steer"), "id") ?? "";
  const now = type.slice("response.steer.".length);
  if (now === "accepted" || now === "pending" || now === "failed") steers.set(id, now);
}

/** Adds one event to the state. Rules see the state as it was before the event. */
export function applyEvent(state: StreamState, event: WireEvent): void {
  state.events += 1;
  state.last = event;
  if (!state.first) {
    state.resumed = isResumed(state, event);
    state.first = event;
  }
  if (applyText(state, event)) return;
  state.locations.length = 0;
  const { about, does, statuses } = eventRow(event.type) ?? {};
  if (about === "item" || about === "part") {
    const apply = about === "item" ? applyItem : applyPart;
    if (does === "opens") apply(state, event, "added");
    if (does === "closes") apply(state, event, "done");
    return;
  }
  if (event.type === "error") {
    state.error ??= event;
    state.failing = true;
  }
  if (event.type.startsWith("response.steer.")) applySteer(state, event);
  if (!statuses) return;
  const response = objectAt(event.payload, "response");
  if (terminalEvents.has(event.type)) state.terminal ??= { event, response };
  if (statuses.includes("failed") || statuses.includes("cancelled")) state.failing = true;
  if (!response) return;
  if (stringAt(response, "status") === "cancelled") state.failing = true;
  if (restarts(state, event, response)) {
    state.restarted = true;
    state.items.clear();
    state.byId.clear();
    state.displaced = [];
  }
  state.created ??= { event, response };
  state.latest = { event, response };
}
