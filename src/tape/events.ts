import { isObject, parseJson, type JsonObject } from "../json/json.ts";
import type { TapeExchange } from "./tape.ts";

/** One message of an event stream, as text: `data` is undefined for the sentinel. */
export interface TapeEvent {
  /** Value of the `event:` line; undefined for none. */
  event: string | undefined;
  payload: JsonObject | "[DONE]";
}

export const utf8Text = (bytes: Uint8Array): string => Buffer.from(bytes).toString("utf8");
export const bytesOf = (value: string): Uint8Array => Buffer.from(value, "utf8");

/** The messages of a recorded event stream, or WebSocket turn, of our own making (LF, one data line an event). */
export function decodeEvents(exchange: TapeExchange): TapeEvent[] {
  if (exchange.form === "messages")
    return utf8Text(exchange.bytes)
      .split("\n")
      .filter((line) => line !== "")
      .map((line) => {
        const message = String((JSON.parse(line) as JsonObject)["text"]);
        return { event: undefined, payload: JSON.parse(message) as JsonObject };
      });
  return utf8Text(exchange.bytes)
    .split("\n\n")
    .filter((frame) => frame !== "")
    .map((frame) => {
      // Not `.` and `$`: JSON may hold U+2028, which ends a line to them but not on the wire.
      const event = /(?:^|\n)event: ([^\n]*)/.exec(frame)?.[1];
      const data = /(?:^|\n)data: ([^\n]*)/.exec(frame)?.[1] ?? "";
      if (data === "[DONE]") return { event, payload: "[DONE]" };
      const parsed = parseJson(data);
      if ("error" in parsed || !isObject(parsed.value))
        throw new Error(`the tape has a frame that is not an event: ${frame}`);
      return { event, payload: parsed.value };
    });
}

/** The bytes of messages, as our own fixtures write them. */
export function encodeEvents(events: TapeEvent[], form: TapeExchange["form"] = "sse"): Uint8Array {
  if (form === "messages") {
    const texts = events.map(({ payload }) =>
      payload === "[DONE]" ? payload : JSON.stringify(payload),
    );
    return bytesOf(texts.map((message) => `${JSON.stringify({ text: message })}\n`).join(""));
  }
  const frames = events.map(({ event, payload }) => {
    const name = event === undefined ? "" : `event: ${event}\n`;
    return `${name}data: ${payload === "[DONE]" ? payload : JSON.stringify(payload)}\n\n`;
  });
  return bytesOf(frames.join(""));
}

/** The payload of an event that is there and no sentinel; to be changed in place. */
export function payloadAt(events: TapeEvent[], at: number): JsonObject {
  const payload = events.at(at)?.payload;
  if (payload === undefined || payload === "[DONE]") throw new Error(`event ${at} has no payload`);
  return payload;
}

/** Position of the nth event of a type (negative counts from the end); throws when there is none. */
export function find(events: TapeEvent[], type: string, n = 0): number {
  const places = events.flatMap(({ payload }, at) =>
    payload !== "[DONE]" && payload["type"] === type ? [at] : [],
  );
  const place = places.at(n);
  if (place === undefined) throw new Error(`the tape has no event ${type} number ${n}`);
  return place;
}

/** Numbers all events anew from the first one's number, so that an edit breaks the order only and not the numbers. */
export function renumber(events: TapeEvent[], from = 0): TapeEvent[] {
  let number = from;
  return events.map(({ event, payload }) =>
    payload === "[DONE]"
      ? { event, payload }
      : { event, payload: { ...payload, sequence_number: number++ } },
  );
}
