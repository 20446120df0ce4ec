import { headOf, readOptions } from "./options.ts";
import { isResponse, piecesOf, type Next, type Pieces } from "./source.ts";
import type * as library from "./types.ts";
import { createStreamChecker, type StreamChecker } from "./stream-checker.ts";
import type { ExchangeEnd } from "../engine/exchange.ts";

/** How long a connection may stay open after the end of its stream, in milliseconds. */
const grace = 2000;

/** Reads a source to its end and judges it. */
export async function checkSource(
  source: library.Source,
  options: library.CheckStreamOptions = {},
): Promise<library.CheckResult> {
  const settings = await readOptions(options);
  const { signal } = options;
  signal?.throwIfAborted();
  const pieces = piecesOf(source);
  if (isResponse(source)) settings.head ??= headOf(source);
  const checker = createStreamChecker(settings, { live: pieces.live });
  let end: Partial<ExchangeEnd>;
  try {
    end = await feed(pieces, checker, settings.limits, signal);
  } catch (error) {
    pieces.leave(error);
    throw error;
  }
  if (end.kind !== "closed") pieces.leave();
  return checker.end(end);
}

/** Hands over the pieces one after the other. @returns how it ended */
async function feed(
  pieces: Pieces,
  checker: StreamChecker,
  limits: { idleMs: number; totalMs: number },
  signal: AbortSignal | undefined,
): Promise<Partial<ExchangeEnd>> {
  const deadline = performance.now() + limits.totalMs;
  const late = (): Partial<ExchangeEnd> => ({
    kind: "total",
    detail: `the answer was not complete after ${limits.totalMs} ms`,
  });
  let heard = false;
  let overSince: number | undefined;
  for (;;) {
    const begun = performance.now();
    if (overSince === undefined && checker.over) overSince = begun;
    const patience = overSince === undefined ? limits.idleMs : grace;
    const until = Math.min(begun + patience, deadline, (overSince ?? Infinity) + 5 * grace);
    let next: Next | "silent";
    try {
      const read = pieces.next();
      next = "then" in read ? await within(read, until - begun, signal) : read;
    } catch (error) {
      signal?.throwIfAborted();
      const broke = pieces.wire || (heard && !checker.parsed);
      if (!broke || isAbort(error)) throw error;
      return { kind: "cut", detail: detailOf(error) };
    }
    const silentMs = performance.now() - begun;
    if (next === "silent") {
      if (overSince !== undefined) return { kind: "left", silentMs };
      // Not by the clock: a timer may ring a little early.
      if (deadline <= begun + patience) return late();
      return { kind: "idle", detail: `nothing arrived for ${limits.idleMs} ms`, silentMs };
    }
    if (next.done) return { kind: "closed" };
    // Pieces that are there at once leave a timer no turn.
    if (begun >= deadline) return late();
    heard = true;
    checker.push(next.value as library.Piece);
    if (checker.stopped) return { kind: "limit" };
  }
}

/** What a promise comes to, or `silent` after so many milliseconds. @throws what the promise or the signal throws */
function within(
  read: Promise<Next>,
  ms: number,
  signal: AbortSignal | undefined,
): Promise<Next | "silent"> {
  return new Promise((resolve, reject) => {
    const onAbort = (): void => finish(() => reject(signal?.reason));
    const timer = setTimeout(() => finish(() => resolve("silent")), Math.max(0, ms));
    const finish = (settle: () => void): void => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", onAbort);
      settle();
    };
    signal?.addEventListener("abort", onAbort, { once: true });
    read.then(
      (next) => finish(() => resolve(next)),
      (error: unknown) => finish(() => reject(error)),
    );
  });
}

// Promises and errors are not recognised by their class: Jest gives its tests classes of their own.

/** True where the caller gave up, by a signal of theirs. */
const isAbort = (error: unknown): boolean =>
  ["AbortError", "TimeoutError"].includes((error as Partial<Error> | null)?.name ?? "");

/** What broke a connection, in one line: fetch gives the reason only as the cause. */
function detailOf(error: unknown): string {
  const { message, cause } = (error ?? {}) as { message?: unknown; cause?: { message?: unknown } };
  return [message ?? error, cause?.message]
    .filter((text) => text !== undefined)
    .map(String)
    .join(": ");
}
