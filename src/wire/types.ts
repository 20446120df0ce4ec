import type { JsonObject } from "../json/json.ts";
import type { Excess } from "./limits.ts";

/** Which bytes something was read from. */
export interface ByteRange {
  /**
   * Byte offset of its first line on the stream, a byte order mark not counted. Of a WebSocket message: how many bytes of
   * messages came before it.
   */
  offset: number;
  /** Length in bytes, without the line ends behind it. */
  length: number;
}

/** The facts of an event that was a Server-Sent-Events frame. */
export interface Frame {
  /** Number of its first line, from 1. */
  line: number;
  /** Value of its `event:` field, undefined when there was none. */
  event: string | undefined;
}

/** A parsed message: a JSON object with a string `type`. */
export interface WireEvent extends ByteRange {
  /** Number of the event on the stream, from 0. On a conforming stream it equals `sequence_number`. */
  index: number;
  type: string;
  payload: JsonObject;
  /** The frame that carried it; undefined if the source has no frames (JSON lines, WebSocket). */
  frame: Frame | undefined;
  /** Milliseconds from sending the request to reading it; undefined for captures without timings. */
  at: number | undefined;
  /** True for a last event without its blank line: real clients never see it. */
  unterminated: boolean;
}

/** The place of a framing fact in the stream. */
export interface FactPlace extends ByteRange {
  /** Number of the first line, from 1; of a WebSocket message, its own number. */
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
 * - `too-large`: an event, the body or the stream is larger than its limit; reading stopped before it
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
    | { kind: "binary" }
    | ({ kind: "too-large" } & Excess)
  );

/** One message on a WebSocket, put together from its fragments. */
export type Message = { kind: "text"; text: string } | { kind: "binary"; bytes: Uint8Array };

/** What a reader hands out, in the order of the stream. */
export interface WireSink {
  event(event: WireEvent): void;
  fact(fact: FramingFact): void;
}

/** Reads the body of a stream: bytes in, events and facts out. */
export interface WireReader {
  /** Takes the next bytes of the body. `at` is milliseconds since the request was sent. */
  push(chunk: Uint8Array, at?: number): void;
  /** The body ended: what was left unterminated is reported. */
  end(): void;
  /** True once a limit was passed; further bytes are ignored. */
  readonly stopped: boolean;
  /**
   * The bytes that an event or fact was read from, as they came. To be called while it is handed over, and only valid
   * then: the memory is used again.
   */
  raw(): Uint8Array;
}
