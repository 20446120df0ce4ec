import type { Agent, Dispatcher } from "undici";
import { joinedHeaders, type ExchangeEnd, type HeadInfo } from "../engine/exchange.ts";
import { describeExcess, excessOf } from "../wire/limits.ts";
import { acceptEncoding, createDecoder, type Decoder } from "./decode.ts";
import { describeCut, describeFailure, span } from "./failure.ts";
import {
  defaultGrace,
  type Failure,
  type HttpRequest,
  type Outcome,
  type SendOptions,
  type Transport,
} from "./types.ts";

/** Most bytes of headers in an answer. */
const maxHeaderSize = 64 * 1024;

/** How often the time for closing may begin anew because bytes still come. */
const mostGraces = 5;

type Controller = Dispatcher.DispatchController;

/**
 * A transport over HTTP/1.1. It follows no redirects and never sends a request twice; the caller decides about both.
 * @param connectMs time limit to connect, in milliseconds
 * @param proxy the proxy to use
 * @param connections most connections to keep open: as many as there are requests at the same time, so that each has one
 */
export async function createTransport(
  connectMs: number,
  connections: number,
  proxy?: URL,
): Promise<Transport> {
  const { Agent, buildConnector } = await import("./undici.ts");
  const connector = buildConnector({ timeout: connectMs });
  /** Errors of sockets that had carried an answer before. */
  const onReused = new WeakSet<Error>();
  const connect: typeof connector = (options, callback) =>
    connector(options, (...result) => {
      const [error, socket] = result;
      if (!error && socket)
        socket.on("error", (failure: Error) => {
          if (socket.bytesRead > 0) onReused.add(failure);
        });
      callback(...result);
    });
  // Timers are our own: these would be coarse, and could not tell their reasons apart.
  const agentOptions = { connect, maxHeaderSize, headersTimeout: 0, bodyTimeout: 0 };
  const through = proxy && (await proxyOpener(proxy, connectMs));
  const open = (more: { connections?: number; pipelining?: number }): Dispatcher =>
    through ? through({ ...agentOptions, ...more }) : new Agent({ ...agentOptions, ...more });
  const agent = open({ connections });
  const wasReused = (error: Error): boolean =>
    onReused.has(error) ||
    ((error as { socket?: { bytesRead?: number } | null }).socket?.bytesRead ?? 0) > 0;

  return {
    async send(request, options) {
      if (!options.fresh) return naming(proxy, await dispatch(agent, request, options, wasReused));
      const own = open({ pipelining: 0 });
      try {
        return naming(proxy, await dispatch(own, request, options, () => false));
      } finally {
        await own.destroy();
      }
    },
    close: () => agent.destroy(),
  };
}

/** Makes dispatchers that go through a proxy. */
async function proxyOpener(
  proxy: URL,
  timeout: number,
): Promise<(options: Agent.Options) => Dispatcher> {
  const { connect, Pool, ProxyAgent } = await import("./undici.ts");
  return (options) =>
    new ProxyAgent({
      ...options,
      uri: proxy.href,
      proxyTls: { timeout },
      requestTls: { timeout },
      // The methods that ask in one call are added by undici's entry, which is not loaded: this is the one that is needed.
      clientFactory: (origin, settings) => Object.assign(new Pool(origin, settings), { connect }),
    });
}

/** Adds to the message of a failure that the request used a proxy. */
function naming(proxy: URL | undefined, outcome: Outcome): Outcome {
  if (!proxy || outcome.kind === "answered" || outcome.failure.reason === "aborted") return outcome;
  const { failure } = outcome;
  const message = `${failure.message} The request used the proxy ${proxy.host}; set NO_PROXY to the hosts that need no proxy.`;
  return { ...outcome, failure: { ...failure, message } };
}

function dispatch(
  agent: Dispatcher,
  request: HttpRequest,
  options: SendOptions,
  wasReused: (error: Error) => boolean,
): Promise<Outcome> {
  const { url, method, headers, body } = request;
  const { timeouts, limits, signal, grace = defaultGrace, now = () => performance.now() } = options;
  return new Promise<Outcome>((resolve, reject) => {
    let controller: Controller | undefined;
    let decoder: Decoder | undefined;
    let head: HeadInfo | undefined;
    let settled = false;
    let begun = false;
    let complete = false;
    let bytes = 0;
    let phase = 0;
    let patientUntil = 0;
    let endedAt = 0;
    let sentAt = now();
    let lastByteAt = performance.now();
    let waiting: NodeJS.Timeout | undefined;
    let closing: NodeJS.Timeout | undefined;
    const since = (): number => now() - sentAt;

    const settle = (finish: () => void): void => {
      if (settled) return;
      settled = true;
      clearTimeout(waiting);
      clearTimeout(closing);
      clearTimeout(total);
      signal?.removeEventListener("abort", onAbort);
      decoder?.destroy();
      finish();
      if (!complete) controller?.abort(new Error("left"));
    };
    const fail = (failure: Omit<Failure, "reused"> & { reused?: boolean }): void =>
      settle(() =>
        resolve({
          kind: "unanswered",
          failure: { reused: false, ...failure },
          durationMs: since(),
        }),
      );
    const done = (kind: ExchangeEnd["kind"], detail?: string, aborted = false): void =>
      settle(() => {
        const end = { kind, detail, silentMs: performance.now() - lastByteAt };
        if (head) resolve({ kind: "answered", head, end, bytes, durationMs: since(), aborted });
      });
    /** Runs a callback of the caller's; what it throws is a bug and must not read as a broken connection. */
    const guarded = (callback: () => void): void => {
      try {
        callback();
      } catch (error) {
        settle(() => reject(error instanceof Error ? error : new Error(String(error))));
      }
    };

    const onAbort = (): void => {
      if (head) done("left", "interrupted", true);
      else fail({ reason: "aborted", message: "interrupted" });
    };
    const total = setTimeout(() => {
      const limit = span(timeouts.total);
      if (head)
        done("total", `the answer was not complete after ${limit} (limit: --timeout-total)`);
      else
        fail({
          reason: "total-timeout",
          message: `${url.host} sent no answer within ${limit}. If the server needs more time, raise --timeout-total.`,
        });
    }, timeouts.total);
    if (signal?.aborted) return onAbort();
    signal?.addEventListener("abort", onAbort, { once: true });

    const deliver = (chunk: Uint8Array): void => {
      if (settled) return;
      guarded(() => {
        const appetite = options.onChunk?.(chunk, since()) ?? "more";
        if (appetite === "drop") return done("dropped");
        if (appetite === "enough") return done("limit");
        const reached = appetite === "ended" ? 2 : appetite === "ending" ? 1 : 0;
        if (reached <= phase) {
          // Bytes show that the other side is still at work: its time runs from the last one, though not for ever.
          if (performance.now() < patientUntil) closing?.refresh();
          return;
        }
        phase = reached;
        endedAt = performance.now();
        patientUntil = endedAt + mostGraces * grace;
        // From here on silence is right: only the close is waited for.
        clearTimeout(waiting);
        waiting = undefined;
        clearTimeout(closing);
        closing = setTimeout(
          () =>
            done(
              "left",
              `the connection was still open ${span(performance.now() - endedAt)} after the end`,
            ),
          grace,
        );
      });
    };
    const broken = (error: Error): void => {
      const detail = describeCut(error);
      if (decoder) decoder.finish(() => done("cut", detail));
      else done("cut", detail);
    };

    const handler: Dispatcher.DispatchHandler = {
      onRequestStart(started) {
        controller = started;
        if (settled) return started.abort(new Error("left"));
        sentAt = now();
        waiting = setTimeout(
          () =>
            fail({
              reason: "headers-timeout",
              message: `${url.host} accepted the request but sent no response headers within ${span(timeouts.headers)}. If the server needs more time, raise --timeout-headers.`,
            }),
          timeouts.headers,
        );
      },
      onResponseStarted() {
        begun = true;
      },
      onResponseStart(_, status, fields) {
        // Interim answers (100, 103) come before the real one.
        if (settled || status < 200) return;
        clearTimeout(waiting);
        lastByteAt = performance.now();
        const answer = { status, headers: joinedHeaders(Object.entries(fields)), at: since() };
        head = answer;
        guarded(() => {
          if (options.onHead?.(answer) === "leave") return done("left");
          decoder = createDecoder(answer.headers["content-encoding"], {
            data: deliver,
            drain: () => controller?.resume(),
            error: (message) => done("cut", message),
          });
          waiting = setTimeout(
            () =>
              done("idle", `no byte arrived for ${span(timeouts.idle)} (limit: --timeout-idle)`),
            timeouts.idle,
          );
        });
      },
      onResponseData(reading, chunk) {
        if (settled) return;
        waiting?.refresh();
        lastByteAt = performance.now();
        bytes += chunk.length;
        if (bytes > limits.streamBytes)
          return done("limit", describeExcess(excessOf("stream", limits)));
        if (!decoder) return deliver(chunk);
        if (!decoder.write(chunk)) reading.pause();
      },
      onResponseEnd() {
        complete = true;
        if (settled) return;
        if (!decoder) return done("closed");
        decoder.finish((error) => (error === undefined ? done("closed") : done("cut", error)));
      },
      onResponseError(_, error) {
        if (settled) return;
        if (head) broken(error);
        else fail(describeFailure(error, url, timeouts, !begun && wasReused(error)));
      },
    };
    try {
      agent.dispatch(
        {
          origin: url.origin,
          path: `${url.pathname}${url.search}`,
          method,
          headers: { "accept-encoding": acceptEncoding, ...headers },
          body: body ?? null,
        },
        handler,
      );
    } catch (error) {
      fail(describeFailure(error, url, timeouts, false));
    }
  });
}
