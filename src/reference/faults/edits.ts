import { isObject, type Json, type JsonObject, objectAt } from "../../json/json.ts";
import { snapshotEvents, terminalEvents } from "../../protocol/events.ts";
import { renumber } from "../events/build.ts";
import type { StreamEvent } from "../types.ts";
import type { Fault, FaultContext } from "./types.ts";

/** Which events an edit is about: a type, several types, or a question. */
export type Pick = string | readonly string[] | ((event: StreamEvent) => boolean);
type Edit = (events: StreamEvent[]) => StreamEvent[];

/** Event types that the faults speak of often. */
export const snapshots = [...snapshotEvents];
export const terminals = [...terminalEvents];
export const openings = ["response.created", "response.queued", "response.in_progress"];
export const textDelta = "response.output_text.delta";
export const textDone = "response.output_text.done";
export const callDelta = "response.function_call_arguments.delta";
export const callDone = "response.function_call_arguments.done";
export const itemAdded = "response.output_item.added";
export const itemDone = "response.output_item.done";

function picks(event: StreamEvent, pick: Pick): boolean {
  if (typeof pick === "function") return pick(event);
  return typeof pick === "string" ? event.type === pick : pick.includes(event.type);
}

/** Places (indexes) of the events that are picked. */
export function places(events: readonly StreamEvent[], pick: Pick): number[] {
  return events.flatMap((event, index) => (picks(event, pick) ? [index] : []));
}

/** An edit that changes the list and then numbers it afresh, so that the numbers themselves stay right. */
export function reshape(edit: Edit): Edit {
  return (events) => renumber(edit(events));
}

/** Takes away the picked events: all, or only the one at place `nth` (-1 is the last). */
export function drop(pick: Pick, nth?: number): Edit {
  return reshape((events) => {
    const found = places(events, pick);
    const doomed = nth === undefined ? found : [found.at(nth) ?? -1];
    return events.filter((_, index) => !doomed.includes(index));
  });
}

/** Sends the picked event twice in a row. */
export function twice(pick: Pick, nth = 0): Edit {
  return reshape((events) => {
    const at = places(events, pick).at(nth);
    return events.flatMap((event, index) =>
      index === at ? [event, structuredClone(event)] : [event],
    );
  });
}

/** Changes the picked events in place: all, or only the one at place `nth`. */
export function change(pick: Pick, edit: (event: StreamEvent) => void, nth?: number): Edit {
  return (events) => {
    const found = places(events, pick);
    const chosen = nth === undefined ? found : [found.at(nth) ?? -1];
    for (const at of chosen) {
      const event = events[at];
      if (event !== undefined) edit(event);
    }
    return events;
  };
}

/** Every event of a stream. */
export const everyEvent = (): boolean => true;

/** The events that have a field. */
export const having =
  (field: string): Pick =>
  (event) =>
    field in event;

/** New values of some fields, undefined for a field that goes; given, or made from what holds them. */
type Fields = JsonObject | ((holder: JsonObject) => JsonObject);

function setFields(holder: JsonObject, fields: Fields): void {
  const values = typeof fields === "function" ? fields(holder) : structuredClone(fields);
  for (const [field, value] of Object.entries(values))
    if (value === undefined) delete holder[field];
    else holder[field] = value;
}

/** Sets fields of the picked events: of all, or only of the one at place `nth`. */
export const setIn = (pick: Pick, fields: Fields, nth?: number): Edit =>
  change(pick, (event) => setFields(event, fields), nth);

/** Sets fields of the response object of the picked snapshots. */
export const setInResponse = (pick: Pick, fields: Fields): Edit =>
  changeResponse(pick, (response) => setFields(response, fields));

/** Puts new events before the first picked one (or after it, with `after`), made from that event. */
export function insert(
  pick: Pick,
  make: (event: StreamEvent) => StreamEvent[],
  { after = false, nth = 0 } = {},
): Edit {
  return reshape((events) => {
    const at = places(events, pick).at(nth);
    return events.flatMap((event, index) => {
      if (index !== at) return [event];
      return after ? [event, ...make(event)] : [...make(event), event];
    });
  });
}

/** Changes the response object of the picked snapshots. */
export function changeResponse(pick: Pick, edit: (response: JsonObject) => void): Edit {
  return change(pick, (event) => {
    const response = objectAt(event, "response");
    if (response !== undefined) edit(response);
  });
}

/** Where an item object of a stream stands: in added, done or the terminal output. */
type Stage = "added" | "done" | "output";

/** Changes every item object of a stream in place. */
export function changeItems(edit: (item: JsonObject, stage: Stage, index: number) => void): Edit {
  return (events) => {
    for (const event of events) {
      const item = objectAt(event, "item");
      if (item !== undefined)
        edit(item, event.type === itemAdded ? "added" : "done", Number(event["output_index"]));
      const output = objectAt(event, "response")?.["output"];
      if (Array.isArray(output))
        output.forEach((entry, index) => isObject(entry) && edit(entry, "output", index));
    }
    return events;
  };
}

/** Sets fields of every item object of a stream, or only of those that `when` picks. */
export const setInItems = (fields: Fields, when = (_: JsonObject, _at: Stage) => true): Edit =>
  changeItems((item, stage) => void (when(item, stage) && setFields(item, fields)));

/** Picks the item objects as they are when the item is done. */
export const finished = (_: JsonObject, stage: Stage): boolean => stage !== "added";

/** Applies an edit only to answers that have such an event; others stay conforming. */
export function onlyWith(pick: Pick, edit: Edit): Edit {
  return (events) => (events.some((event) => picks(event, pick)) ? edit(events) : events);
}

/**
 * Applies an edit only to what is answered in the foreground over HTTP: work in the background and WebSockets have faults
 * of their own, and would show this one by rules of theirs.
 */
export function inForeground(
  edit: Edit,
): (events: StreamEvent[], context: FaultContext) => StreamEvent[] {
  return (events, { sent, overSocket }) =>
    overSocket || sent["background"] === true ? events : edit(events);
}

/** A string field, with an edit applied; anything else stays. */
export function changeText(
  holder: JsonObject | undefined,
  key: string,
  edit: (text: string) => string,
): void {
  const text = holder?.[key];
  if (holder !== undefined && typeof text === "string") holder[key] = edit(text);
}

/** Usage with these counts of tokens, none of them cached or spent on reasoning. */
export const usageOf = (input: number, output: number): JsonObject => ({
  input_tokens: input,
  input_tokens_details: { cached_tokens: 0, cache_write_tokens: 0 },
  output_tokens: output,
  output_tokens_details: { reasoning_tokens: 0 },
  total_tokens: input + output,
});

/** The first content part of a message item. */
export function firstPart(item: JsonObject): JsonObject | undefined {
  const content: Json | undefined = item["content"];
  const part = Array.isArray(content) ? content[0] : undefined;
  return isObject(part) ? part : undefined;
}

type Unnamed = Omit<Fault, "id" | "family">;

/** Faults of one family by their ids, in the order in which they are listed and tried. */
export function family(name: string, faults: Record<string, Unnamed>): Fault[] {
  return Object.entries(faults).map(([id, fault]) => ({ ...fault, id, family: name }));
}

/** One fault: the rule or scenario that must name it, and what the server does wrong. */
export function breaks(rule: string, fault: Omit<Unnamed, "breaks">): Unnamed {
  return { ...fault, breaks: rule };
}

/** A body edit for successful answers of one route. */
export function onRoute(
  route: FaultContext["route"],
  edit: (json: JsonObject) => JsonObject,
): (json: JsonObject, context: FaultContext) => JsonObject {
  return (json, context) => (context.route === route && context.status === 200 ? edit(json) : json);
}

/**
 * Edits picked events on the wire of streams only: what is stored and sent as JSON stays right.
 * Frames have one data line, as the server writes them.
 */
export function changeOnWire(
  pick: Pick,
  edit: (event: StreamEvent) => void,
): (frames: string[]) => string[] {
  return (frames) =>
    frames.map((frame) => {
      // Not `.*`, which ends at U+2028 too.
      const data = /^data: (\{[^\n]*)/m.exec(frame)?.[1];
      if (data === undefined) return frame;
      const event = JSON.parse(data) as StreamEvent;
      if (!picks(event, pick)) return frame;
      edit(event);
      return frame.replace(data, () => JSON.stringify(event));
    });
}
