import { isObject, parseJson, stringAt } from "../json/json.ts";
import { createEventSource } from "./events.ts";
import type { WireReader } from "./sse.ts";
import { defaultLimits, type Message, type WireLimits, type WireSink } from "./types.ts";

/** The line feed. */
const LF = 10;

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
      const place = { offset, line };
      const size = sizeOf(message);
      offset += size;
      const what = size > limits.eventBytes ? "event" : "stream";
      const limit = what === "event" ? limits.eventBytes : limits.streamBytes;
      if (what === "event" || offset > limit) {
        stopped = true;
        sink.fact({ ...place, events: source.count(), kind: "too-large", what, limit });
      } else if (message.kind === "binary")
        sink.fact({ ...place, events: source.count(), kind: "binary", size });
      else source.text(message.text, place, at);
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

/** Reads a recording of messages. A line that is none is taken as a text message, so that nothing is lost. */
export function createRecordingReader(
  sink: WireSink,
  limits: WireLimits = defaultLimits,
): WireReader {
  const messages = createMessageReader(sink, limits);
  let held: Uint8Array[] = [];
  let heldLength = 0;
  let stopped = false;

  const take = (line: string): void => {
    if (line === "") return;
    const parsed = parseJson(line);
    const value = "value" in parsed && isObject(parsed.value) ? parsed.value : undefined;
    const at = typeof value?.["at"] === "number" ? value["at"] : undefined;
    const binary = stringAt(value, "binary");
    if (binary === undefined)
      messages.push({ kind: "text", text: stringAt(value, "text") ?? line }, at);
    else messages.push({ kind: "binary", bytes: Buffer.from(binary, "base64") }, at);
  };
  const flush = (): void => {
    const line = Buffer.concat(held).toString("utf8");
    held = [];
    heldLength = 0;
    take(line);
  };
  return {
    push(chunk) {
      if (stopped) return;
      let start = 0;
      for (let end = chunk.indexOf(LF); end >= 0; end = chunk.indexOf(LF, start)) {
        held.push(chunk.subarray(start, end));
        flush();
        start = end + 1;
      }
      held.push(chunk.slice(start));
      heldLength += chunk.length - start;
      // What is escaped in a recording takes up to six times its room.
      if (heldLength > 6 * limits.eventBytes + 100) {
        flush();
        stopped = true;
      }
    },
    end: flush,
    get stopped() {
      return stopped || messages.stopped;
    },
  };
}
