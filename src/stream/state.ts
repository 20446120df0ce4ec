import { integerAt, isObject, objectAt, stringAt, type JsonObject } from "../json/json.ts";
import type { WireEvent } from "../wire/types.ts";
import { familyOfDelta, familyOfDone, type Family } from "./families.ts";

/** One streamed text: its deltas so far, and what its done event said. */
export interface TextState {
  family: Family;
  /** content_index, summary_index or command_index; 0 where an item has one such text. */
  index: number;
  /** The deltas, concatenated. */
  text: string;
  deltas: number;
  /** Its first deltas, kept for evidence. */
  first: WireEvent[];
  /** Its last delta, kept for evidence. */
  last: WireEvent | undefined;
  done: { event: WireEvent; value: string | undefined } | undefined;
}

/** A content part or a summary part. */
export interface PartState {
  home: "content" | "summary";
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
  /** The text that the last delta or done event belonged to. */
  latest: TextState | undefined;
}

/** What a stream has shown before the event that a rule looks at. */
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
  /** The first item that was added or finished with an id. One whose output_index was used again is only here. */
  byId: Map<string, ItemState>;
  /** The beginning is missing: the stream continues another (`starting_after`). */
  resumed: boolean;
  /** Nothing is known of the request: whether the beginning is missing is told from the first event. */
  offline: boolean;
  /** The stream reports a failure or a cancellation: what was open may stay open. */
  failing: boolean;
  /** A second response began on the same stream: `items` are those of the newest one only. */
  restarted: boolean;
}

/** Events whose payload carries a snapshot of the response. */
export const snapshotEvents: ReadonlySet<string> = new Set([
  "response.created",
  "response.queued",
  "response.in_progress",
  "response.completed",
  "response.incomplete",
  "response.failed",
  "response.cancelled",
]);

/** Events that end a stream. */
export const terminalEvents: ReadonlySet<string> = new Set([
  "response.completed",
  "response.incomplete",
  "response.failed",
]);

/** Key of a text in its item. */
export const textKey = (family: Family, index: number): string => `${family.name}:${index}`;
/** Key of a part in its item. */
export const partKey = (home: "content" | "summary", index: number): string => `${home}:${index}`;

export function createStreamState({
  resumed = false,
  offline = false,
}: { resumed?: boolean; offline?: boolean } = {}): StreamState {
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
    resumed,
    offline,
    failing: false,
    restarted: false,
  };
}

/**
 * True where the beginning of the stream is missing, so that an item or part may have been begun before it.
 * Also true for the very event that shows it, which `state.resumed` does not know yet.
 */
export function isResumed(state: StreamState, event: WireEvent): boolean {
  if (state.resumed || state.first || !state.offline) return state.resumed;
  const sequence = integerAt(event.payload, "sequence_number");
  return event.type !== "response.created" && sequence !== undefined && sequence > 0;
}

/** A repeated response.created is a slip; one whose numbers or id begin anew is another response on the same stream. */
function restarts(state: StreamState, event: WireEvent, response: JsonObject): boolean {
  const first = state.created;
  if (event.type !== "response.created" || !first || state.items.size === 0) return false;
  return (
    integerAt(event.payload, "sequence_number") === 0 ||
    stringAt(response, "id") !== stringAt(first.response, "id")
  );
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
 * The item an event speaks of: by output_index, or by item_id where the event has no output_index.
 * Never "the current item": items may interleave.
 */
export function itemOf(state: StreamState, event: WireEvent): ItemState | undefined {
  const { payload } = event;
  const id = stringAt(payload, "item_id") ?? stringAt(objectAt(payload, "item"), "id");
  return itemAt(state, integerAt(payload, "output_index"), id);
}

/** Two items at one output_index is a fault, but their ids still tell them apart. */
function itemAt(
  state: StreamState,
  index: number | undefined,
  id: string | undefined,
): ItemState | undefined {
  const byId = id === undefined ? undefined : state.byId.get(id);
  if (index === undefined || byId?.outputIndex === index) return byId;
  return state.items.get(index);
}

/** Which text of its item a delta or done event belongs to. */
export function textIndex(family: Family, payload: JsonObject): number {
  return (family.indexField && integerAt(payload, family.indexField)) ?? 0;
}

/** The text that a delta or done event belongs to, if it was begun before. */
export function textOf(
  state: StreamState,
  family: Family,
  event: WireEvent,
): TextState | undefined {
  const item = itemOf(state, event);
  const index = textIndex(family, event.payload);
  const latest = item?.latest;
  if (latest && latest.family === family && latest.index === index) return latest;
  return item?.texts.get(textKey(family, index));
}

/** The part that a content_part or summary_part event names, if it was begun before. */
export function partOf(state: StreamState, event: WireEvent): PartState | undefined {
  const place = partPlace(event);
  return place && itemOf(state, event)?.parts.get(partKey(place.home, place.index));
}

function partPlace({
  type,
  payload,
}: WireEvent): { home: "content" | "summary"; index: number } | undefined {
  const home = type.includes("reasoning_summary") ? "summary" : "content";
  const index = integerAt(payload, home === "summary" ? "summary_index" : "content_index");
  return index === undefined ? undefined : { home, index };
}

function itemFor(state: StreamState, event: WireEvent): ItemState | undefined {
  const known = itemOf(state, event);
  if (known) return known;
  const index = integerAt(event.payload, "output_index");
  if (index === undefined) return undefined;
  const item: ItemState = {
    outputIndex: index,
    added: undefined,
    done: undefined,
    parts: new Map(),
    texts: new Map(),
    latest: undefined,
  };
  state.items.set(index, item);
  return item;
}

function textFor(item: ItemState, family: Family, payload: JsonObject): TextState {
  const index = textIndex(family, payload);
  // Deltas come in runs: asking the last text first saves building a key for each of them.
  const latest = item.latest;
  if (latest && latest.family === family && latest.index === index) return latest;
  const key = textKey(family, index);
  let text = item.texts.get(key);
  if (!text) {
    text = { family, index, text: "", deltas: 0, first: [], last: undefined, done: undefined };
    item.texts.set(key, text);
  }
  item.latest = text;
  return text;
}

function applyText(state: StreamState, event: WireEvent): boolean {
  const delta = familyOfDelta(event.type);
  const family = delta ?? familyOfDone(event.type);
  if (!family) return false;
  const item = itemFor(state, event);
  if (!item) return true;
  const text = textFor(item, family, event.payload);
  if (delta) {
    text.text += stringAt(event.payload, "delta") ?? "";
    text.deltas += 1;
    if (text.first.length < 2) text.first.push(event);
    text.last = event;
  } else text.done ??= { event, value: stringAt(event.payload, family.doneField) };
  return true;
}

function applyPart(state: StreamState, event: WireEvent, which: "added" | "done"): void {
  const place = partPlace(event);
  const part = objectAt(event.payload, "part");
  const item = place && itemFor(state, event);
  if (!place || !part || !item) return;
  const key = partKey(place.home, place.index);
  const known = item.parts.get(key) ?? { ...place, added: undefined, done: undefined };
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
    state.byId.get(id ?? "")?.outputIndex ??
    state.items.size;
  const known = which === "added" ? state.items.get(index) : itemAt(state, index, id);
  let owner = known;
  const again = which === "added" && known?.added && id !== itemId(known);
  if (known && !again) known[which] ??= { event, item };
  else {
    // Added at the index of another item: a new one begins there; that this is wrong is for a rule to say.
    const fresh: ItemState = {
      outputIndex: index,
      added: undefined,
      done: undefined,
      parts: new Map(),
      texts: new Map(),
      latest: undefined,
    };
    fresh[which] = { event, item };
    state.items.set(index, fresh);
    owner = fresh;
  }
  if (owner && id !== undefined && !state.byId.has(id)) state.byId.set(id, owner);
}

/** Adds one event to the state. Rules see the state as it was before the event. */
export function applyEvent(state: StreamState, event: WireEvent): void {
  state.events += 1;
  state.last = event;
  state.resumed = isResumed(state, event);
  state.first ??= event;
  if (applyText(state, event)) return;
  switch (event.type) {
    case "response.output_item.added":
      return applyItem(state, event, "added");
    case "response.output_item.done":
      return applyItem(state, event, "done");
    case "response.content_part.added":
    case "response.reasoning_summary_part.added":
      return applyPart(state, event, "added");
    case "response.content_part.done":
    case "response.reasoning_summary_part.done":
      return applyPart(state, event, "done");
    case "error":
      state.error ??= event;
      state.failing = true;
      return;
    default:
  }
  if (!snapshotEvents.has(event.type)) return;
  const response = objectAt(event.payload, "response");
  if (terminalEvents.has(event.type)) state.terminal ??= { event, response };
  if (event.type === "response.failed" || event.type === "response.cancelled") state.failing = true;
  if (!isObject(response)) return;
  if (stringAt(response, "status") === "cancelled") state.failing = true;
  if (restarts(state, event, response)) {
    state.restarted = true;
    state.items.clear();
    state.byId.clear();
  }
  state.created ??= { event, response };
  state.latest = { event, response };
}
