import { isObject, parseJson } from "../json/json.ts";
import type { FactPlace, Frame, WireSink } from "./types.ts";

/** A text cut to `length` characters, with an ellipsis where something was cut. */
export function clip(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length - 1)}…`;
}

export interface EventSource {
  /**
   * Turns a data payload into an event, or into the fact that says why it is none.
   * An unterminated payload becomes an event only if it is whole; facts about it are the reader's.
   * @returns true when it became an event or the sentinel.
   */
  frame(frame: Frame, place: FactPlace, at: number | undefined, unterminated: boolean): boolean;
  /** The same for a source without frames: one JSON text a message. */
  text(text: string, place: FactPlace, at: number | undefined): boolean;
  /** How many events there were so far. */
  count(): number;
}

/** Numbers the events of one stream and hands them to the sink. */
export function createEventSource(sink: WireSink): EventSource {
  let count = 0;
  const take = (
    data: string,
    frame: Frame | undefined,
    place: FactPlace,
    at: number | undefined,
    unterminated: boolean,
  ): boolean => {
    if (data.length < 64 && data.trim() === "[DONE]") {
      sink.fact({ ...place, kind: "done", exact: data === "[DONE]", frame });
      return true;
    }
    const parsed = parseJson(data);
    if ("error" in parsed) {
      if (!unterminated)
        sink.fact({
          ...place,
          kind: "not-json",
          text: clip(data, 200),
          error: parsed.error,
          frame,
        });
      return false;
    }
    const { value } = parsed;
    if (isObject(value) && typeof value["type"] === "string") {
      sink.event({ index: count++, type: value["type"], payload: value, frame, at, unterminated });
      return true;
    }
    if (!unterminated)
      sink.fact({
        ...place,
        kind: "not-event",
        text: clip(data, 200),
        payload: isObject(value) ? value : undefined,
        frame,
      });
    return false;
  };
  return {
    frame: (frame, place, at, unterminated) => take(frame.data, frame, place, at, unterminated),
    text: (text, place, at) => take(text, undefined, place, at, false),
    count: () => count,
  };
}
