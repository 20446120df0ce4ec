import type { ExchangeEnd, HeadInfo } from "../engine/exchange.ts";
import type { WireLimits } from "../wire/limits.ts";

/** How long to wait, in milliseconds. */
export interface Timeouts {
  /** For the connection, TLS included. */
  connect: number;
  /** From the sent request to the head of the answer. */
  headers: number;
  /**
   * Between two reads of the body. Comments and keep-alives are bytes too, and count as life. Over WebSocket between two
   * messages: pings do not extend it.
   */
  idle: number;
  /** For the whole exchange. */
  total: number;
}

/** Time for the server to close the connection after a complete answer, in milliseconds. */
export const defaultGrace = 2000;

export interface HttpRequest {
  method: "GET" | "POST" | "DELETE";
  url: URL;
  headers: Record<string, string>;
  body: string | undefined;
}

/**
 * What the reader of a body returns after each chunk.
 * - `more`: go on
 * - `ending`: the terminal event came; only the end of the stream is still expected
 * - `ended`: `[DONE]` came; nothing more is expected
 * - `drop`: close the connection on purpose
 * - `enough`: a limit of the reader was exceeded, and it knows which; stop reading
 */
export type Appetite = "more" | "ending" | "ended" | "drop" | "enough";

export interface SendOptions {
  timeouts: Timeouts;
  limits: WireLimits;
  /** Milliseconds; see `defaultGrace`. */
  grace?: number;
  signal?: AbortSignal | undefined;
  /** Milliseconds that only grow: the time by which `at` is measured. A test may have one that runs ahead. */
  now?: (() => number) | undefined;
  /** Never reuse a connection for this request. */
  fresh?: boolean;
  /** The head of the answer. `leave` drops the answer without its body. */
  onHead?: (head: HeadInfo) => "read" | "leave";
  /** The next bytes of the body, decoded. `at`: milliseconds since the request was sent. */
  onChunk?: (chunk: Uint8Array, at: number) => Appetite;
}

/** Why no answer came. */
export type FailureReason =
  | "refused"
  | "dns"
  | "tls"
  | "network"
  | "connect-timeout"
  | "headers-timeout"
  | "total-timeout"
  | "closed"
  | "not-http"
  | "headers-too-large"
  | "bad-request"
  | "aborted";

/** True if no answer came in time. */
export const isLate = (reason: FailureReason | undefined): boolean =>
  reason === "connect-timeout" || reason === "headers-timeout" || reason === "total-timeout";

/** A request that got no answer. */
export interface Failure {
  reason: FailureReason;
  /** One line: what happened, and what to do. */
  message: string;
  /** The connection had served a request before: the other side may just have closed it for being idle. */
  reused: boolean;
}

/** The outcome of a request. */
export type Outcome =
  | { kind: "unanswered"; failure: Failure; durationMs: number }
  | {
      kind: "answered";
      head: HeadInfo;
      end: ExchangeEnd;
      /** Bytes of the body as they came over the wire, before decoding. */
      bytes: number;
      /** Milliseconds since the request was sent. */
      durationMs: number;
      /** True when the caller's signal ended it. */
      aborted: boolean;
    };

/** Opens connections and keeps them alive between requests. */
export interface Transport {
  /** Sends a request and reads the answer. Never rejects but for an error that a callback threw. */
  send(request: HttpRequest, options: SendOptions): Promise<Outcome>;
  /** Drops all connections. */
  close(): Promise<void>;
}
