import type { Json, JsonObject } from "../../src/json/json.ts";
import type { Rule } from "../../src/engine/rule.ts";
import type { JudgingDialect } from "../../src/checker/checker.ts";
import { encodeEvents } from "../../src/tape/events.ts";
import type { TapeExchange, TapeRequest } from "../../src/tape/tape.ts";
import { judgeTape } from "./judge.ts";
import { told } from "./told.ts";

/** A request, as short as it can be said. */
export const asks = (
  method: string,
  path: string,
  more: Partial<TapeRequest> = {},
): TapeRequest => ({ method, path, query: {}, headers: {}, body: undefined, ...more });

/** A request for a new response. */
export const creates = (body: Json | undefined): TapeRequest =>
  asks("POST", "/responses", { body });

/** An exchange that was answered with JSON. */
export const answered = (
  request: TapeRequest | undefined,
  answer: Json,
  status = 200,
): TapeExchange => ({
  step: undefined,
  transport: "http",
  request,
  response: { status, headers: { "content-type": "application/json" } },
  form: "json",
  bytes: Buffer.from(JSON.stringify(answer)),
  end: { kind: "closed" },
});

/** The same with a head that is not known. */
export const headless = (exchange: TapeExchange): TapeExchange => ({
  ...exchange,
  response: undefined,
});

const numbered = (events: readonly JsonObject[], from: number): JsonObject[] =>
  events.map((payload, at) => ({ sequence_number: from + at, ...payload }));

const encoded = (events: readonly JsonObject[], form: "sse" | "messages"): Uint8Array =>
  encodeEvents(
    events.map((payload) => ({ event: String(payload["type"]), payload })),
    form,
  );

/** An exchange that was answered with a stream, numbered from `from` where its events do not say otherwise. */
export const streamed = (
  request: TapeRequest | undefined,
  events: readonly JsonObject[],
  { from = 0, end = { kind: "closed" } }: { from?: number; end?: TapeExchange["end"] } = {},
): TapeExchange => ({
  ...answered(request, null),
  response: { status: 200, headers: { "content-type": "text/event-stream" } },
  form: "sse",
  bytes: encoded(numbered(events, from), "sse"),
  end,
});

/** A WebSocket turn. */
export const turn = (
  request: TapeRequest | undefined,
  events: readonly JsonObject[],
  more: Partial<TapeExchange> = {},
): TapeExchange => ({
  ...answered(request, null),
  transport: "websocket",
  response: undefined,
  form: "messages",
  bytes: encoded(numbered(events, 0), "messages"),
  ...more,
});

/** What rules say of exchanges that know of each other, as lines. */
export const saidOf = (
  exchanges: readonly TapeExchange[],
  dialect: JudgingDialect,
  rules: readonly Rule[],
): string[] =>
  told(judgeTape({ title: "test", exchanges: [...exchanges] }, dialect, { rules }).findings);

/** How often rules were exercised by exchanges that know of each other. */
export const exercisedBy = (
  exchanges: readonly TapeExchange[],
  dialect: JudgingDialect,
  rules: readonly Rule[],
): Record<string, number> =>
  judgeTape({ title: "test", exchanges: [...exchanges] }, dialect, { rules }).exercised;
