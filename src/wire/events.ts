import { isObject, type Json } from "../json/json.ts";
import type { FactPlace, Frame, WireSink } from "./types.ts";

/** A text cut to `length` characters, with an ellipsis if it was cut. */
export function clip(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length - 1)}…`;
}

export interface EventSource {
  /**
   * Turns a payload into an event, or into the fact that says why it is none. It is called for every delta, so that
   * places come as numbers and nothing is allocated for them.
   * @param frame undefined where the source has no frames: one JSON text a message
   * @param unterminated it is an event only if it is whole; facts about it are the reader's
   * @returns true when it became an event or the sentinel
   */
  take(
    data: string,
    offset: number,
    length: number,
    line: number,
    frame: Frame | undefined,
    at: number | undefined,
    unterminated: boolean,
  ): boolean;
  /** How many events there were so far. */
  count(): number;
}

/** Numbers the events of one stream and hands them to the sink. */
export function createEventSource(sink: WireSink): EventSource {
  let count = 0;
  let last = "";
  const place = (offset: number, length: number, line: number): FactPlace => ({
    offset,
    length,
    line,
    events: count,
  });
  return {
    count: () => count,
    take(data, offset, length, line, frame, at, unterminated) {
      if (data.length < 64 && data.trim() === "[DONE]") {
        sink.fact({ ...place(offset, length, line), kind: "done", exact: data === "[DONE]", data });
        return true;
      }
      let value: Json;
      try {
        value = JSON.parse(data) as Json;
      } catch (thrown) {
        const error = thrown instanceof Error ? thrown.message : String(thrown);
        if (!unterminated)
          sink.fact({
            ...place(offset, length, line),
            kind: "not-json",
            text: clip(data, 200),
            error,
          });
        return false;
      }
      const payload = isObject(value) ? value : undefined;
      const type = payload?.["type"];
      if (payload && typeof type === "string") {
        // One string for all names that are alike: whoever compares them, or looks one up, is done at once.
        if (type === last) payload["type"] = last;
        else last = type === frame?.event ? frame.event : type;
        sink.event({
          index: count++,
          type: last,
          payload,
          offset,
          length,
          frame,
          at,
          unterminated,
        });
        return true;
      }
      if (!unterminated)
        sink.fact({
          ...place(offset, length, line),
          kind: "not-event",
          text: clip(data, 200),
          payload,
        });
      return false;
    },
  };
}
