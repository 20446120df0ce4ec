import type { JsonObject } from "../json/json.ts";

/**
 * One Server-Sent-Events frame that was dispatched, with where it stood on the stream. Its data is not kept: the event
 * that was parsed from it is.
 */
export interface Frame {
  /** Number of the frame on the stream, from 0, `[DONE]` included. */
  index: number;
  /** Byte offset of its first line. */
  offset: number;
  /** Number of its first line, from 1. */
  line: number;
  /** Value of its `event:` field, undefined when there was none. */
  event: string | undefined;
  /** Value of its `id:` field, undefined when there was none. */
  id: string | undefined;
}

/** A parsed message: a JSON object with a string `type`. */
export interface WireEvent {
  /** Number of the event on the stream, from 0. On a conforming stream it equals `sequence_number`. */
  index: number;
  type: string;
  payload: JsonObject;
  /** The frame that carried it; undefined where the source has no frames (JSON lines, WebSocket). */
  frame: Frame | undefined;
  /** Milliseconds from sending the request to reading it; undefined for captures without timings. */
  at: number | undefined;
  /** True for a last event without its blank line: real clients never see it. */
  unterminated: boolean;
}

/** Where on the stream a framing fact was seen. */
export interface FactPlace {
  offset: number;
  line: number;
  /** How many events came before it. */
  events: number;
}

/**
 * What the bytes showed beside the events. Facts are kept for the rules, never repaired in silence.
 * - `bom`: the stream begins with a byte order mark (legal)
 * - `comment`: a line that starts with a colon (legal, keep-alives)
 * - `invalid-utf8`: bytes that are no UTF-8; the text goes on with replacement characters
 * - `unknown-field`: a line whose field name is not of the format (legal, ignored)
 * - `no-data`: a frame without `data:`, which clients do not dispatch
 * - `id`, `retry`, `invalid-retry`: those fields were used
 * - `unterminated`: bytes after the last blank line; clients drop them
 * - `not-json`: a data payload that is no JSON text
 * - `not-event`: a JSON payload that is no object with a string `type`
 * - `done`: the `[DONE]` sentinel (`exact`: no stray white space around it)
 * - `binary`: a WebSocket message that is no text
 * - `too-large`: an event or the stream went over its limit; reading stopped there
 */
export type FramingFact = FactPlace &
  (
    | { kind: "bom" }
    | { kind: "comment" }
    | { kind: "invalid-utf8" }
    | { kind: "unknown-field"; field: string }
    | { kind: "no-data"; event: string | undefined }
    | { kind: "id"; value: string }
    | { kind: "retry"; value: number }
    | { kind: "invalid-retry"; value: string }
    | { kind: "unterminated"; text: string; parsed: boolean }
    | { kind: "not-json"; text: string; error: string }
    | { kind: "not-event"; text: string; payload: JsonObject | undefined }
    | { kind: "done"; exact: boolean; data: string }
    | { kind: "binary"; size: number }
    | { kind: "too-large"; what: "event" | "stream"; limit: number }
  );

/** One message on a WebSocket, put together from its fragments. */
export type Message = { kind: "text"; text: string } | { kind: "binary"; bytes: Uint8Array };

/** What a reader hands out, in the order of the stream. */
export interface WireSink {
  event(event: WireEvent): void;
  fact(fact: FramingFact): void;
}

/** Bounds of one stream, in bytes. */
export interface WireLimits {
  eventBytes: number;
  streamBytes: number;
}

export const defaultLimits: WireLimits = {
  eventBytes: 16 * 1024 * 1024,
  streamBytes: 512 * 1024 * 1024,
};
