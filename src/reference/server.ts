import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { errorBody, Refusal } from "./errors.ts";
import { faultById } from "./faults/index.ts";
import type { Hooks } from "./faults/types.ts";
import type { ServerContext } from "./server-context.ts";
import { type Exchange, sendJson } from "./http/exchange.ts";
import { idMaker } from "./ids.ts";
import { createRandomModel } from "./model/random-model.ts";
import { route } from "./routes/router.ts";
import { createStore } from "./store.ts";
import { variantById } from "./variants/index.ts";
import { createUpgrader } from "./websocket/upgrade.ts";

/** How to start the reference server. Everything has a default. */
export interface ReferenceOptions {
  /** Demand this key as a bearer token. */
  apiKey?: string;
  /** Address to listen on; 127.0.0.1 by default. */
  host?: string;
  /** Port to listen on; 0, the default, takes a free one. */
  port?: number;
  /** The model name that GET /models lists. */
  model?: string;
  /** The id of a fault to serve with. */
  fault?: string;
  /** The id of a conforming variant to serve as; it cannot be had together with a fault. */
  variant?: string;
  /** Hooks of the caller's own, in place of a fault or a variant. */
  hooks?: Hooks;
  /** Answer with words that depend on this seed alone, whatever is asked; only what the server enforces is kept to. */
  randomSeed?: number;
  /** Milliseconds before each delta of a stream. */
  deltaDelayMs?: number;
  /** How long background work waits in the queue, in milliseconds; 40 by default. */
  queueMs?: number;
  /** Let the events of parallel calls alternate. */
  interleave?: boolean;
  /** End streams with `data: [DONE]`; true by default. */
  done?: boolean;
  /** The time in milliseconds since 1970. */
  clock?: () => number;
  /** Waits for some milliseconds, in place of the time of this process: a test may let it pass at once. */
  wait?: (ms: number) => Promise<void>;
  /** The largest request body that is read, in bytes; 48 MiB by default. */
  maxBodyBytes?: number;
  /** Offer the API over WebSocket, too; true by default. */
  websocket?: boolean;
}

/** A running reference server. */
export interface ReferenceServer {
  /** The base URL, such as `http://127.0.0.1:8000/v1`. */
  url: string;
  port: number;
  /** Stops listening and ends every connection at once, open streams included. */
  close(): Promise<void>;
}

/** The model name of the reference server. Requests may also name any other model. */
export const referenceModel = "reference-model";

/**
 * Starts a Responses API server that conforms to Open Responses and OpenAI's reference at once.
 * @throws Error for an unknown fault or variant, for both at once, or if the server cannot listen on the address
 */
export async function startReferenceServer(
  options: ReferenceOptions = {},
): Promise<ReferenceServer> {
  const { host = "127.0.0.1", port = 0, clock = Date.now } = options;
  const server: ServerContext = {
    apiKey: options.apiKey ?? null,
    model: options.model ?? referenceModel,
    hooks: hooksOf(options),
    deltaDelayMs: options.deltaDelayMs ?? 0,
    wait: options.wait ?? ((ms, gone) => sleep(ms, undefined, { signal: gone })),
    queueMs: options.queueMs ?? 40,
    interleave: options.interleave ?? false,
    done: options.done ?? true,
    maxBodyBytes: options.maxBodyBytes ?? 48 * 2 ** 20,
    randomModel: options.randomSeed === undefined ? null : createRandomModel(options.randomSeed),
    makeId: idMaker("reference"),
    now: () => Math.floor(clock() / 1000),
    store: createStore(),
  };
  const listener = createServer(
    {
      headersTimeout: 10_000,
      requestTimeout: 60_000,
      keepAliveTimeout: 30_000,
      connectionsCheckingInterval: 2000,
    },
    (request, response) => void serve(server, request, response).catch(() => response.destroy()),
  );
  // A connection on which nothing moves, such as a reader that stopped reading, is dropped in the end.
  listener.setTimeout(300_000);
  listener.on("clientError", refuseGarbage);
  const upgrader = options.websocket === false ? undefined : createUpgrader(server);
  if (upgrader) listener.on("upgrade", upgrader.upgrade);
  await listen(listener, port, host);
  const address = listener.address() as AddressInfo;
  const name = address.family === "IPv6" ? `[${address.address}]` : address.address;
  return {
    url: `http://${name}:${address.port}/v1`,
    port: address.port,
    close: () =>
      new Promise((resolve) => {
        listener.close(() => resolve());
        listener.closeAllConnections();
        upgrader?.close();
        server.store.clear();
      }),
  };
}

function hooksOf({ fault, variant, hooks }: ReferenceOptions): Hooks | null {
  if (fault !== undefined && variant !== undefined)
    throw new Error("a server can have a fault or a variant, not both");
  if (variant !== undefined) return variantById(variant);
  return fault === undefined ? (hooks ?? null) : faultById(fault);
}

function listen(listener: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    listener.once("error", reject);
    listener.listen(port, host, () => {
      listener.off("error", reject);
      resolve();
    });
  });
}

/** Serves one request; whatever goes wrong becomes an error answer, or ends the connection if the answer has begun. */
async function serve(
  server: ServerContext,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const gone = new AbortController();
  response.once("close", () => {
    if (!response.writableFinished) gone.abort();
  });
  response.on("error", () => gone.abort());
  const url = new URL(`http://local${request.url?.startsWith("/") ? request.url : "/"}`);
  const exchange: Exchange = {
    server,
    request,
    response,
    route: "other",
    query: url.searchParams,
    sent: {},
    gone: gone.signal,
  };
  try {
    await route(exchange, url.pathname);
  } catch (error) {
    if (gone.signal.aborted) return;
    if (response.headersSent) return void response.destroy();
    const refusal =
      error instanceof Refusal
        ? error
        : new Refusal(
            500,
            "server_error",
            "server_error",
            "The reference server failed because of a bug in it.",
          );
    const close = refusal.status === 413 ? { connection: "close" } : {};
    sendJson(exchange, refusal.status, errorBody(refusal), close);
  }
}

/** Answers what is not HTTP at all. */
function refuseGarbage(error: Error & { code?: string }, socket: Socket): void {
  if (!socket.writable || error.code === "ECONNRESET") return void socket.destroy();
  const tooLarge = error.code === "HPE_HEADER_OVERFLOW";
  const status = tooLarge ? "431 Request Header Fields Too Large" : "400 Bad Request";
  const refusal = new Refusal(
    tooLarge ? 431 : 400,
    "invalid_request",
    "invalid_http",
    "The request is not valid HTTP.",
  );
  const body = JSON.stringify(errorBody(refusal));
  socket.end(
    `HTTP/1.1 ${status}\r\ncontent-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}\r\nconnection: close\r\n\r\n${body}`,
  );
}
