import type { IncomingMessage } from "node:http";
import type { RawData, WebSocket as Socket } from "ws";
import { joinedHeaders, type ExchangeEnd, type HeadInfo } from "../engine/exchange.ts";
import { sizeOf } from "../wire/messages.ts";
import { describeExcess, excessOf, type WireLimits } from "../wire/limits.ts";
import type { Message } from "../wire/types.ts";
import { describeFailure, errorCode, errorText, span } from "./failure.ts";
import type { Failure, Timeouts } from "./types.ts";

/** Milliseconds that the other side gets for answering a ping, or for closing. */
const patience = 1000;

export interface OpenOptions {
  timeouts: Timeouts;
  limits: WireLimits;
  signal?: AbortSignal | undefined;
}

export interface ReadOptions extends OpenOptions {
  /**
   * What the reader of a turn says after each message: `done` after its last one, `ending` if that has only a moment left to
   * come. `at`: milliseconds since the turn began.
   */
  onMessage(message: Message, at: number): "more" | "ending" | "done" | "enough";
  /** After the last message of the turn, looks whether more has come: only where nothing else is under way. */
  linger: boolean;
}

/** The outcome of a turn. `closed`: its answer was complete, or the server closed the connection with a closing handshake. */
export interface TurnOutcome {
  end: ExchangeEnd;
  bytes: number;
  durationMs: number;
  aborted: boolean;
}

/** An open WebSocket. Its turns are read one after the other. */
export interface Connection {
  /** The answer to its handshake. */
  head: HeadInfo;
  /** False once either side closed it. */
  readonly open: boolean;
  send(text: string): void;
  /** Reads messages until the reader has enough; those that nobody read yet wait. */
  read(options: ReadOptions): Promise<TurnOutcome>;
  close(): Promise<void>;
}

/** The outcome of an attempt to open a WebSocket. */
export type Opening =
  | { kind: "open"; connection: Connection; durationMs: number }
  /** The server answered the handshake with a status that is not 101. */
  | {
      kind: "refused";
      head: HeadInfo;
      /** Undefined if it is larger than a limit. */
      body: string | undefined;
      durationMs: number;
    }
  | { kind: "unanswered"; failure: Failure; durationMs: number };

/**
 * Opens a WebSocket. Redirects are not followed. Never rejects.
 * @param url an http or https URL
 */
export async function openWebSocket(
  url: URL,
  headers: Record<string, string>,
  { timeouts, limits, signal }: OpenOptions,
): Promise<Opening> {
  const { WebSocket } = await import("ws");
  const began = performance.now();
  return new Promise((resolve) => {
    let settled = false;
    const settle = (opening: (durationMs: number) => Opening): void => {
      if (settled) return;
      settled = true;
      clearTimeout(timer);
      signal?.removeEventListener("abort", onAbort);
      resolve(opening(performance.now() - began));
      if (socket && !opened) socket.terminate();
    };
    const fail = (failure: Omit<Failure, "reused">): void =>
      settle((durationMs) => ({
        kind: "unanswered",
        failure: { reused: false, ...failure },
        durationMs,
      }));
    const onAbort = (): void => fail({ reason: "aborted", message: "interrupted" });
    const wait = timeouts.connect + timeouts.headers;
    const timer = setTimeout(
      () =>
        fail({
          reason: "headers-timeout",
          message: `${url.host} did not answer the WebSocket handshake within ${span(wait)}. If the server needs more time, raise --timeout-headers.`,
        }),
      wait,
    );
    let opened = false;
    let head: HeadInfo | undefined;
    let socket: Socket | undefined;
    if (signal?.aborted) return onAbort();
    signal?.addEventListener("abort", onAbort, { once: true });
    const target = new URL(url);
    target.protocol = url.protocol === "https:" ? "wss:" : "ws:";
    try {
      socket = new WebSocket(target, { headers, maxPayload: limits.eventBytes + 1 });
    } catch (error) {
      return fail(describeFailure(error, url, timeouts, false));
    }
    const opening = socket;
    opening.on("upgrade", (response: IncomingMessage) => {
      head = headOf(response);
    });
    opening.on("unexpected-response", (_, response: IncomingMessage) => {
      let body = "";
      response.setEncoding("utf8");
      response.on("data", (chunk: string) => {
        body += chunk;
        if (body.length > limits.eventBytes) refused();
      });
      const refused = (): void =>
        settle((durationMs) => ({
          kind: "refused",
          head: headOf(response),
          body: body.length > limits.eventBytes ? undefined : body,
          durationMs,
        }));
      response.on("end", refused);
      response.on("error", refused);
    });
    opening.on("error", (error) => fail(describeFailure(error, url, timeouts, false)));
    const listening = connectionOf(opening, () => head ?? { status: 101, headers: {} }, limits);
    opening.on("open", () => {
      opened = true;
      settle((durationMs) => ({ kind: "open", connection: listening, durationMs }));
    });
  });
}

const headOf = ({ statusCode = 0, headers }: IncomingMessage): HeadInfo => ({
  status: statusCode,
  headers: joinedHeaders(Object.entries(headers)),
});

function messageOf(data: RawData, isBinary: boolean): Message {
  const bytes = Array.isArray(data)
    ? Buffer.concat(data)
    : data instanceof ArrayBuffer
      ? Buffer.from(data)
      : data;
  return isBinary ? { kind: "binary", bytes } : { kind: "text", text: bytes.toString("utf8") };
}

/** Takes in messages from the start: the first ones may come together with the end of the handshake. */
function connectionOf(socket: Socket, head: () => HeadInfo, limits: WireLimits): Connection {
  const unread: Message[] = [];
  let unreadBytes = 0;
  let ended: Pick<ExchangeEnd, "kind" | "detail"> | undefined;
  let wake: ((alive: boolean) => void) | undefined;
  let pinged = false;

  const end = (kind: ExchangeEnd["kind"], detail: string): void => {
    ended ??= { kind, detail };
    wake?.(false);
  };
  socket.on("message", (data, isBinary) => {
    const message = messageOf(data, isBinary);
    unreadBytes += sizeOf(message);
    if (unreadBytes > limits.streamBytes) {
      end("limit", describeExcess(excessOf("stream", limits)));
      return socket.terminate();
    }
    unread.push(message);
    wake?.(true);
  });
  // A ping shows that the connection is alive, but answers nothing: our wait does not begin anew.
  socket.on("ping", () => (pinged = true));
  socket.on("error", (error) => {
    if (errorCode(error) === "WS_ERR_UNSUPPORTED_MESSAGE_LENGTH")
      end("limit", describeExcess(excessOf("event", limits)));
    else end("cut", `the connection failed: ${errorText(error)}`);
  });
  socket.on("close", (code, reason) => {
    const said = reason.length > 0 ? `: ${reason.toString("utf8").slice(0, 200)}` : "";
    if (code === 1006) end("cut", "the connection was closed without a closing handshake");
    else end("closed", `the server closed the connection with code ${code}${said}`);
  });

  const read = (options: ReadOptions): Promise<TurnOutcome> => {
    const { timeouts, signal, onMessage, linger } = options;
    return new Promise((resolve, reject) => {
      const began = performance.now();
      let lastAt = began;
      let bytes = 0;
      let heard = false;
      let answered = false;
      let ending = false;
      let over = false;
      pinged = false;
      const finish = (kind: ExchangeEnd["kind"], detail?: string, aborted = false): void => {
        if (over) return;
        over = true;
        wake = undefined;
        clearTimeout(waiting);
        clearTimeout(total);
        signal?.removeEventListener("abort", onAbort);
        const silentMs = performance.now() - lastAt;
        const end = { kind, detail, silentMs };
        resolve({ end, bytes, durationMs: performance.now() - began, aborted });
      };
      const onAbort = (): void => {
        finish("left", "interrupted", true);
        socket.terminate();
      };
      const silent = (): void => {
        const [limit, flag] = heard
          ? [timeouts.idle, "--timeout-idle"]
          : [timeouts.headers, "--timeout-headers"];
        if (pinged)
          finish(
            "pinged",
            `no message arrived for ${span(limit)}, but pings show that the connection is alive. If the server needs more time, raise ${flag}`,
          );
        else finish("idle", `no message arrived for ${span(limit)} (limit: ${flag})`);
        // What comes late would be taken for the answer to the next message.
        socket.terminate();
      };
      let waiting = setTimeout(silent, timeouts.headers);
      const total = setTimeout(() => {
        finish(
          "total",
          `the answer was not complete after ${span(timeouts.total)} (limit: --timeout-total)`,
        );
        socket.terminate();
      }, timeouts.total);
      /** Whatever was sent before the answer to a ping comes before it. */
      const lingering = (): void => {
        if (!linger || ended) return finish("closed");
        clearTimeout(waiting);
        waiting = setTimeout(() => finish("closed"), patience);
        socket.once("pong", () => {
          if (over) return;
          take();
          finish("closed");
        });
        socket.ping();
      };
      const take = (): void => {
        try {
          while (unread.length > 0) {
            const message = unread.shift();
            if (!message) break;
            const size = sizeOf(message);
            unreadBytes -= size;
            bytes += size;
            heard = true;
            pinged = false;
            lastAt = performance.now();
            const appetite = onMessage(message, lastAt - began);
            if (appetite === "enough") {
              finish("limit");
              // Later turns find it closed, and by whom.
              end(
                "limit",
                "this program closed the WebSocket, because an earlier turn was larger than a limit",
              );
              return socket.terminate();
            }
            ending ||= appetite === "ending";
            if (appetite === "done" && !answered) {
              answered = true;
              return lingering();
            }
          }
        } catch (error) {
          finish("left");
          return reject(error instanceof Error ? error : new Error(String(error)));
        }
        if (ended) finish(answered ? "closed" : ended.kind, answered ? undefined : ended.detail);
      };
      const listen = (): void => {
        take();
        if (over || answered || !heard) return;
        clearTimeout(waiting);
        waiting = ending
          ? setTimeout(() => finish("closed"), patience)
          : setTimeout(silent, timeouts.idle);
      };
      wake = (alive) => {
        if (!alive) take();
        else if (!answered) listen();
      };
      if (signal?.aborted) return onAbort();
      signal?.addEventListener("abort", onAbort, { once: true });
      listen();
    });
  };

  return {
    get head() {
      return head();
    },
    get open() {
      return socket.readyState === socket.OPEN && ended === undefined;
    },
    // What cannot be sent shows as the end of the connection.
    send: (text) => socket.send(text, () => {}),
    read,
    close: () =>
      new Promise((resolve) => {
        if (socket.readyState === socket.CLOSED) return resolve();
        const timer = setTimeout(() => socket.terminate(), patience);
        socket.once("close", () => {
          clearTimeout(timer);
          resolve();
        });
        socket.close(1000);
      }),
  };
}
