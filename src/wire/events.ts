import { isObject, type Json } from "../json/json.ts";
import type { Frame, WireSink } from "./types.ts";

/** A text cut to `length` characters, with an ellipsis where something was cut. */
export function clip(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length - 1)}…`;
}

/** Where a payload stood on the stream. */
interface Place {
  offset: number;
  line: number;
}

export interface EventSource {
  /**
   * Turns the data of a frame into an event, or into the fact that says why it is none.
   * An unterminated payload becomes an event only if it is whole; facts about it are the reader's.
   * @returns true when it became an event or the sentinel.
   */
  frame(data: string, frame: Frame, at: number | undefined, unterminated: boolean): boolean;
  /** The same for a source without frames: one JSON text a message. */
  text(text: string, place: Place, at: number | undefined): boolean;
  /** How many events there were so far. */
  count(): number;
}

/** Numbers the events of one stream and hands them to the sink. */
export function createEventSource(sink: WireSink): EventSource {
  let count = 0;
  let last = "";
  const take = (
    data: string,
    { offset, line }: Place,
    frame: Frame | undefined,
    at: number | undefined,
    unterminated: boolean,
  ): boolean => {
    if (data.length < 64 && data.trim() === "[DONE]") {
      sink.fact({ offset, line, events: count, kind: "done", exact: data === "[DONE]", data });
      return true;
    }
    let value: Json;
    try {
      value = JSON.parse(data) as Json;
    } catch (thrown) {
      const error = thrown instanceof Error ? thrown.message : String(thrown);
      const text = clip(data, 200);
      if (!unterminated) sink.fact({ offset, line, events: count, kind: "not-json", text, error });
      return false;
    }
    const payload = isObject(value) ? value : undefined;
    const type = payload?.["type"];
    if (payload && typeof type === "string") {
      // One string for all names that are alike: whoever compares them, or looks one up, is done at once.
      if (type === last) payload["type"] = last;
      else last = type === frame?.event ? frame.event : type;
      sink.event({ index: count++, type: last, payload, frame, at, unterminated });
      return true;
    }
    const text = clip(data, 200);
    if (!unterminated) sink.fact({ offset, line, events: count, kind: "not-event", text, payload });
    return false;
  };
  return {
    frame: (data, frame, at, unterminated) => take(data, frame, frame, at, unterminated),
    text: (text, place, at) => take(text, place, undefined, at, false),
    count: () => count,
  };
}
