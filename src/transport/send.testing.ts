import { onTestFinished } from "vitest";
import { createTransport } from "./http.ts";
import type { TestServer } from "./server.testing.ts";
import type { ExchangeEnd } from "../engine/exchange.ts";
import type { Failure, HttpRequest, Outcome, SendOptions, Transport } from "./types.ts";

/** Closes something after the present test. */
export const closing = (close: () => Promise<void>): void => onTestFinished(close);

/** A server that is closed after the present test. */
export async function using(starting: Promise<TestServer>): Promise<TestServer> {
  const server = await starting;
  closing(() => server.close());
  return server;
}

/** A transport that is closed after the present test. It keeps one connection. */
export async function connected(connectMs = 5000): Promise<Transport> {
  const transport = await createTransport(connectMs, 1);
  closing(() => transport.close());
  return transport;
}

export const timeouts = { connect: 5000, headers: 5000, idle: 5000, total: 20_000 };
const limits = { eventBytes: 1 << 20, streamBytes: 1 << 22 };

export const post = (url: string, headers: Record<string, string> = {}): HttpRequest => ({
  method: "POST",
  url: new URL(url),
  headers: { "content-type": "application/json", ...headers },
  body: '{"input":"hi"}',
});

/** What came of a request, with its decoded body. */
export interface Sent {
  outcome: Outcome;
  text: string;
  chunks: number;
}

export async function send(
  request: HttpRequest,
  options: Partial<SendOptions> = {},
  transport?: Transport,
): Promise<Sent> {
  let text = "";
  let chunks = 0;
  const outcome = await (transport ?? (await connected())).send(request, {
    timeouts,
    limits,
    ...options,
    onChunk: (chunk, at) => {
      text += Buffer.from(chunk).toString("utf8");
      chunks += 1;
      return options.onChunk?.(chunk, at) ?? "more";
    },
  });
  return { outcome, text, chunks };
}

/** Why no answer came; throws when one did. */
export function failureOf({ outcome }: Sent): Failure {
  if (outcome.kind === "answered") throw new Error("it was answered");
  return outcome.failure;
}

/** How the answer ended; throws when none came. */
export function endOf({ outcome }: Sent): ExchangeEnd {
  if (outcome.kind !== "answered") throw new Error(outcome.failure.message);
  return outcome.end;
}
