import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import type { BackgroundRun } from "../background.ts";
import type { StreamEvent } from "../types.ts";
import { type Exchange, faultContext, writeHead } from "./exchange.ts";

/** The frame that ends a stream. */
const doneFrame = "data: [DONE]\n\n";

/** One event as a server-sent event. */
function frameOf(event: StreamEvent): string {
  return `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`;
}

/** Background work to keep pace with. `skipped` events come before the first one that is sent. */
export interface Pace {
  run: BackgroundRun;
  skipped: number;
}

/**
 * Streams events and the `[DONE]` frame, as the hooks leave them, then ends the body.
 * Ends early, without an error, when the client goes away.
 */
export async function sendEvents(
  exchange: Exchange,
  events: readonly StreamEvent[],
  pace: Pace | null = null,
): Promise<void> {
  const { response, server, request, gone } = exchange;
  const { hooks, done, deltaDelayMs } = server;
  const timing = exchange.route === "create" ? hooks?.timing : undefined;
  if (timing?.kind === "silent") return aborted(gone);
  const context = faultContext(exchange, 200);
  const plain = [...events.map(frameOf), ...(done ? [doneFrame] : [])];
  const frames = hooks?.frames?.(plain, context) ?? plain;
  const bare = frames.map((frame) => Buffer.from(frame));
  const written = hooks?.bytes?.(bare, context) ?? bare;
  // Background work is sent as it progresses, so a hook that needs all events at once cannot have them yet.
  const edited = pace !== null && written.length < bare.length ? bare : written;
  const encoded = pace === null ? hooks?.encode?.(edited, context) : undefined;
  const chunks = encoded?.chunks ?? edited;
  writeHead(exchange, {
    status: 200,
    headers: {
      "content-type": "text/event-stream; charset=utf-8",
      "cache-control": "no-cache",
      "x-accel-buffering": "no",
      ...encoded?.headers,
    },
  });
  response.flushHeaders();
  if (request.method === "HEAD") return void response.end();

  if (timing?.kind === "burst") await server.wait(timing.ms, gone);
  const last = timing && "after" in timing ? timing.after : Infinity;
  for (const [index, chunk] of chunks.entries()) {
    if (index >= last) break;
    if (pace !== null && index < events.length && !(await pace.run.reached(index + pace.skipped))) {
      if (done) await write(exchange, Buffer.from(doneFrame));
      break;
    }
    if (deltaDelayMs > 0 && events[index]?.type.endsWith(".delta"))
      await sleep(deltaDelayMs, undefined, { signal: gone });
    if (gone.aborted) return;
    // Most answers are written at once: nothing is waited for where nothing has to be.
    const written = server.hooks?.pieces ? writePieces(exchange, chunk) : write(exchange, chunk);
    if (written) await written;
  }
  if (timing?.kind === "stall") return aborted(gone);
  // destroySoon lets what was written out first; the body is then cut off without its last chunk.
  if (timing?.kind === "reset") return void response.socket?.destroySoon();
  response.end();
}

/** Writes one chunk in the pieces that the hooks cut it into. */
async function writePieces(exchange: Exchange, chunk: Buffer): Promise<void> {
  const { pieces, pauseMs } = exchange.server.hooks ?? {};
  for (const [index, piece] of (pieces?.(chunk) ?? [chunk]).entries()) {
    if (pauseMs !== undefined && index > 0)
      await sleep(pauseMs, undefined, { signal: exchange.gone });
    await write(exchange, piece);
  }
}

/** Writes one chunk. @returns what to wait for while the client reads too slowly */
function write({ response, gone }: Exchange, chunk: Buffer): Promise<unknown> | undefined {
  return response.write(chunk) ? undefined : once(response, "drain", { signal: gone });
}

/** Resolves when the client is gone. */
async function aborted(gone: AbortSignal): Promise<void> {
  if (!gone.aborted) await once(gone, "abort");
}
