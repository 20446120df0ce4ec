import type { JsonObject } from "../../json/json.ts";
import type { StreamEvent } from "../types.ts";
import {
  callDelta,
  callDone,
  change,
  changeItems,
  changeResponse,
  changeText,
  everyEvent,
  reshape,
} from "./edits.ts";

const isCall = (item: JsonObject): boolean => item["type"] === "function_call";

/** Sets the arguments everywhere: one delta, done event, item and output say the same. */
export function rewriteArguments(
  edit: (text: string) => string,
): (events: StreamEvent[]) => StreamEvent[] {
  return (events) => {
    const whole = new Map(
      events
        .filter((event) => event.type === callDone)
        .map((event) => [event["item_id"], String(event["arguments"])]),
    );
    if ([...whole.values()].every((text) => edit(text) === text)) return events;
    const opened = new Set<unknown>();
    const shorter = events.filter((event) => {
      if (event.type !== callDelta) return true;
      if (opened.has(event["item_id"])) return false;
      opened.add(event["item_id"]);
      event["delta"] = edit(whole.get(event["item_id"]) ?? "");
      return true;
    });
    change(callDone, (event) => changeText(event, "arguments", edit))(shorter);
    const list = changeItems((item, stage) => {
      if (isCall(item) && stage !== "added") changeText(item, "arguments", edit);
    })(shorter);
    return reshape((same) => same)(list);
  };
}

/** The response still shows what was sent, although the server did something else. */
export const restoreEcho = (
  events: StreamEvent[],
  sent: JsonObject,
  keys: string[],
): StreamEvent[] =>
  changeResponse(everyEvent, (response) => {
    for (const key of keys) if (sent[key] !== undefined) response[key] = sent[key];
  })(events);
