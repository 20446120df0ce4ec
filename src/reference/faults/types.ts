import type { Json, JsonObject } from "../../json/json.ts";
import type { Route as ProtocolRoute } from "../../protocol/routes.ts";
import type { StreamEvent } from "../types.ts";

/** The endpoints of the server, as faults name them. `replay` is GET with `stream=true`. */
export type Route = ProtocolRoute["name"] | "replay" | "models" | "other";

/** What a hook may know about the exchange it edits. */
export interface FaultContext {
  route: Route;
  /** The HTTP status the conforming server would answer with. */
  status: number;
  /** The body of the request as it was sent; empty where there is none. */
  sent: JsonObject;
  query: URLSearchParams;
  /** It goes over a WebSocket. */
  overSocket: boolean;
  /** The content codings that the client takes: its Accept-Encoding header. */
  accepts: string;
}

/** A body in another coding, with the headers that say so. Its chunks are written one by one. */
export interface Encoded {
  headers: Record<string, string>;
  chunks: Buffer[];
}

/** One message on a WebSocket: a string is a text, bytes are binary, a list is one text in fragments, `ping` is not a message. */
export type Message = string | Buffer | readonly string[] | { ping: true };

/** Status line and headers of an answer. Header names are in lower case. */
export interface Head {
  status: number;
  headers: Record<string, string>;
}

/** Ways to misbehave that no edit of an answer can express: the server looks them up where it decides. */
export type Quirk =
  | "keep-unstored"
  | "forget-streamed"
  | "keep-deleted"
  | "forget-history"
  | "reverse-history"
  | "any-content-type"
  | "inherit-instructions"
  | "accept-unknown-previous"
  | "accept-unknown-call"
  | "ignore-starting-after"
  | "no-auth"
  | "refuse-in-stream"
  | "cancel-does-nothing"
  | "cancel-foreground"
  | "multiplex"
  | "forget-connection"
  | "keep-failed-continuation"
  | "share-connections"
  | "cross-lanes"
  | "keep-lanes-apart"
  | "refusal-ends-lanes"
  | "no-successor"
  | "forget-steered"
  | "cancel-once"
  | "hide-running"
  | "restart-after-end"
  | "change-after-end"
  | "resume-skips"
  | "resume-repeats"
  | "resume-does-not-wait"
  | "die-with-connection"
  | "no-chain-from-incomplete"
  | "no-chain-from-compaction"
  | "demand-async-output";

/** When the bytes of a stream stop coming, counted in frames already written. */
type Timing =
  | { kind: "silent" }
  | { kind: "stall" | "end" | "reset"; after: number }
  /** The headers are sent, and all frames that many milliseconds later. */
  | { kind: "burst"; ms: number };

/** Edits of what a conforming server would send. Hooks are pure: each gets that and returns what this server sends. All are optional. */
export interface Hooks {
  /** Edits the request body before it is looked at. */
  request?(body: JsonObject): JsonObject;
  /** Edits a new answer; it is also stored, replayed and sent as JSON in the edited form. */
  events?(events: StreamEvent[], context: FaultContext): StreamEvent[];
  /** Edits what GET with `stream=true` replays, after `starting_after` was applied. */
  replay?(events: StreamEvent[], context: FaultContext): StreamEvent[];
  /** Edits a JSON answer, error bodies included. A string is sent as it is. */
  body?(json: JsonObject, context: FaultContext): Json;
  /** Edits the text frames of a stream, the `[DONE]` frame included. */
  frames?(frames: string[], context: FaultContext): string[];
  /** Edits the bytes of a stream, one buffer for each frame. */
  bytes?(chunks: Buffer[], context: FaultContext): Buffer[];
  /** Encodes a whole body, JSON or stream; undefined leaves it as it is. */
  encode?(chunks: Buffer[], context: FaultContext): Encoded | undefined;
  /** Cuts one chunk of a stream into the writes that send it. */
  pieces?(chunk: Buffer): Buffer[];
  /** Milliseconds before each piece but the first of a chunk. */
  pauseMs?: number;
  head?(head: Head, context: FaultContext): Head;
  /** Edits what is sent over a WebSocket in answer to one message: an envelope that refuses it has its status in the context. */
  messages?(messages: Message[], context: FaultContext): Message[];
  /** Offers compression of WebSocket messages. */
  compress?: boolean;
  timing?: Timing;
  quirks?: readonly Quirk[];
  /** Called with each quirk that the server looks up, if its answer may depend on it. */
  asked?(quirk: Quirk): void;
}

/** One named way in which the server breaks the protocol. */
export interface Fault extends Hooks {
  /** Kebab case, unique. */
  id: string;
  /** What the server does wrong, as a sentence. */
  title: string;
  /**
   * Id of the rule that must name it, or of the scenario where only its expectation can; `error` where no rule has anything
   * to look at, so that the right answer is that the server cannot be tested.
   */
  breaks: string;
  /** Dialects in which it breaks nothing, although they have the rule. */
  legalIn?: readonly string[];
  /** It falls silent at some point without `timing`: a client that tries it should not wait long. */
  silent?: boolean;
  family: string;
}
