import { isObject, jsonIn, stringAt } from "../json/json.ts";
import { createEventSource } from "./events.ts";
import { createLineSplitter } from "./line-splitter.ts";
import { defaultLimits, tooLarge, type WireLimits } from "./limits.ts";
import type { Message, WireReader, WireSink } from "./types.ts";

/** Reads the messages of a WebSocket turn, one event a message. */
export interface MessageReader {
  push(message: Message, at: number | undefined): void;
  readonly stopped: boolean;
}

/** Places are numbers of messages, from 1, and bytes of messages before. */
export function createMessageReader(
  sink: WireSink,
  limits: WireLimits = defaultLimits,
): MessageReader {
  const source = createEventSource(sink);
  let offset = 0;
  let line = 0;
  let stopped = false;
  return {
    push(message, at) {
      if (stopped) return;
      line += 1;
      const length = sizeOf(message);
      const place = { offset, length, line, events: source.count() };
      offset += length;
      const what = length > limits.eventBytes ? "event" : "stream";
      if (what === "event" || offset > limits.streamBytes) {
        stopped = true;
        sink.fact(tooLarge(place, what, limits));
      } else if (message.kind === "binary") sink.fact({ ...place, kind: "binary" });
      else source.take(message.text, place.offset, length, line, undefined, at, false);
    },
    get stopped() {
      return stopped;
    },
  };
}

export const sizeOf = (message: Message): number =>
  message.kind === "text" ? Buffer.byteLength(message.text) : message.bytes.length;

/**
 * A message as a line of a recording: `{"text": ...}` or `{"binary": ...}` in base64, with the milliseconds since the
 * turn was sent. So a recording keeps where one message ended and the next began, whatever is in them.
 */
export function recordMessage(message: Message, at: number): string {
  const content =
    message.kind === "text"
      ? { text: message.text }
      : { binary: Buffer.from(message.bytes).toString("base64") };
  return `${JSON.stringify({ at: Math.round(at), ...content })}\n`;
}

/** Reads a recording of messages. A line that is not one is taken as a text message, so that nothing is lost. */
export function createRecordingReader(
  sink: WireSink,
  limits: WireLimits = defaultLimits,
): WireReader {
  const messages = createMessageReader(sink, limits);
  let raw = "";
  let stopped = false;
  const lines = createLineSplitter((bytes) => {
    const line = bytes.toString("utf8");
    if (line === "") return;
    const value = jsonIn(line);
    const at = isObject(value) && typeof value["at"] === "number" ? value["at"] : undefined;
    const binary = stringAt(value, "binary");
    raw = binary ?? stringAt(value, "text") ?? line;
    messages.push(
      binary === undefined
        ? { kind: "text", text: raw }
        : { kind: "binary", bytes: Buffer.from(binary, "base64") },
      at,
    );
  });
  return {
    push(chunk) {
      if (stopped) return;
      lines.push(chunk);
      // Escapes in a recording make a message up to six times as long.
      if (lines.pending <= 6 * limits.eventBytes + 100) return;
      lines.end();
      stopped = true;
    },
    end: () => lines.end(),
    get stopped() {
      return stopped || messages.stopped;
    },
    /** The message itself; a binary one in base64. */
    raw: () => Buffer.from(raw),
  };
}
