import { elementsAt, type JsonObject, stringAt } from "../../json/json.ts";
import { itemRow, outputTypes } from "../../protocol/items.ts";
import { startRun } from "../background.ts";
import { badField, errorBody, Refusal } from "../errors.ts";
import { buildAnswer, endingOf, renumber, unshared } from "../events/build.ts";
import type { FaultContext } from "../faults/types.ts";
import type { ServerContext } from "../server-context.ts";
import { type Exchange, faultContext, hasQuirk, sendJson } from "../http/exchange.ts";
import { readJsonBody } from "../http/read-body.ts";
import { sendEvents } from "../http/sse.ts";
import { planAnswer } from "../model/plan.ts";
import { countInputTokens } from "../model/tokens.ts";
import { readTurns } from "../model/turns.ts";
import {
  currentState,
  flattenHistory,
  historyAfter,
  type History,
  type StoredResponse,
} from "../store.ts";
import type { Answer, CreateRequest, StreamEvent } from "../types.ts";
import { readRequest, requestBody } from "../validate/request.ts";

/** How many input tokens the model can read. */
const contextWindow = 1_000_000;
/** Milliseconds between two events of background work. */
const backgroundStepMs = 4;

/** POST /responses. Every refusal is sent before the first byte of a stream. */
export async function createResponse(exchange: Exchange): Promise<void> {
  const { server } = exchange;
  const raw = await readJsonBody(exchange.request, server.maxBodyBytes, () =>
    hasQuirk(server.hooks, "any-content-type"),
  );
  exchange.sent = requestBody(raw);
  let request: CreateRequest;
  let stored: StoredResponse;
  try {
    request = readRequest(server.hooks?.request?.(exchange.sent) ?? exchange.sent, {
      makeId: server.makeId,
      findItem: (id) => server.store.findItem(id),
    });
    stored = answer(
      {
        server,
        fault: faultContext(exchange, 200),
        bytes: Number(exchange.request.headers["content-length"] ?? 0),
        previous: (id) => server.store.get(id),
      },
      request,
    );
  } catch (error) {
    const inStream = exchange.sent["stream"] === true && hasQuirk(server.hooks, "refuse-in-stream");
    if (!(error instanceof Refusal) || !inStream) throw error;
    return sendEvents(exchange, renumber([{ type: "error", ...errorBody(error) }]));
  }
  const keep = request.store || hasQuirk(server.hooks, "keep-unstored");
  if (keep && !(request.stream && hasQuirk(server.hooks, "forget-streamed")))
    server.store.add(stored);
  if (request.stream) {
    const { run } = stored;
    if (run !== null && hasQuirk(server.hooks, "die-with-connection"))
      exchange.gone.addEventListener("abort", () => run.cancel());
    const pace = run === null ? null : { run, skipped: 0 };
    return sendEvents(exchange, stored.events, pace);
  }
  if (stringAt(stored.final, "status") === "failed" && stored.run === null) {
    const message = stringAt(stored.final["error"], "message") ?? "";
    throw new Refusal(500, "model_error", "server_error", message);
  }
  sendJson(exchange, 200, currentState(stored));
}

/** What an answer depends on beside its request. */
export interface AnswerContext {
  server: ServerContext;
  /** What hooks may know about the exchange. */
  fault: FaultContext;
  /** Length of the request. */
  bytes: number;
  /** The response of an earlier turn that can be continued from here. */
  previous(id: string): StoredResponse | undefined;
}

/**
 * Computes the whole answer and wraps it up for the store.
 * @throws Refusal for errors that only the conversation shows
 */
export function answer(context: AnswerContext, request: CreateRequest): StoredResponse {
  const { server } = context;
  const history = loadHistory(context, request);
  const ordered = flattenHistory(history);
  const reversed = ordered.length > 1 && hasQuirk(server.hooks, "reverse-history");
  const items = reversed ? ordered.toReversed() : ordered;
  checkCallIds([...items, ...request.input], () => hasQuirk(server.hooks, "accept-unknown-call"));
  const unanswered = asyncCall([...items, ...request.input]);
  if (unanswered !== undefined && hasQuirk(server.hooks, "demand-async-output"))
    throw badField("input", "missing_output", `'input' has no output for '${unanswered}'.`);
  const known = fitWindow(items, request);
  const createdAt = server.now();
  const id = server.makeId("resp");
  const plan = planAnswer(request, known, server.makeId, server.randomModel);
  const deltas = plan.items.flatMap((item): readonly unknown[] => {
    if (item.kind === "hosted") return item.body;
    return item.kind === "reasoning" ? item.summary.flat() : item.tokens;
  }).length;
  const built = buildAnswer(
    plan,
    { id, createdAt, echo: request.echo },
    {
      background: request.background,
      obfuscate: request.obfuscate,
      logprobs: request.logprobs,
      interleave: server.interleave,
      completedAt: createdAt + Math.floor((deltas * server.deltaDelayMs) / 1000),
    },
  );
  const { events, final } = applyHooks(context, built);
  return {
    id: stringAt(final, "id") ?? id,
    background: request.background,
    instructions: request.instructions,
    input: request.input,
    history,
    events,
    final,
    run: request.background
      ? startRun(events.length, server.queueMs, backgroundStepMs + server.deltaDelayMs)
      : null,
    weight: context.bytes + events.length * 400 + 4000,
  };
}

function applyHooks(
  { server, fault }: AnswerContext,
  built: Answer,
): { events: StreamEvent[]; final: JsonObject } {
  const events = server.hooks?.events?.(unshared(built.events), fault) ?? built.events;
  return { events, final: endingOf(events) ?? built.final };
}

/** The conversation before this turn. @throws Refusal for a previous response that is not stored */
function loadHistory(
  { server, previous: find }: AnswerContext,
  request: CreateRequest,
): History | null {
  if (request.previousId === null) return null;
  const previous = find(request.previousId);
  if (previous === undefined) {
    if (hasQuirk(server.hooks, "accept-unknown-previous")) return null;
    throw badField(
      "previous_response_id",
      "previous_response_not_found",
      `There is no stored response '${request.previousId.slice(0, 100)}'.`,
    );
  }
  if (
    hasQuirk(server.hooks, "no-chain-from-incomplete") &&
    stringAt(previous.final, "status") === "incomplete"
  )
    throw badField("previous_response_id", "not_completed", "The previous response is incomplete.");
  if (
    hasQuirk(server.hooks, "no-chain-from-compaction") &&
    elementsAt(previous.final, "output").some((item) => stringAt(item, "type") === "compaction")
  )
    throw badField("previous_response_id", "compacted", "The previous response is a compaction.");
  if (hasQuirk(server.hooks, "inherit-instructions"))
    request.instructions ??= previous.instructions;
  return hasQuirk(server.hooks, "forget-history") ? null : historyAfter(previous);
}

const typeOf = (item: JsonObject): string => stringAt(item, "type") ?? "";

/** Every tool output must answer a call that the conversation contains, unless `takesAny` says otherwise of one that does not. */
function checkCallIds(items: readonly JsonObject[], takesAny: () => boolean): void {
  const calls = new Set(
    items.flatMap((item) => (itemRow(typeOf(item))?.answer ? [item["call_id"]] : [])),
  );
  const orphan = items.find(
    (item) =>
      outputTypes.has(typeOf(item)) && item["call_id"] !== undefined && !calls.has(item["call_id"]),
  );
  if (orphan !== undefined && !takesAny())
    throw badField(
      "input",
      "unknown_call_id",
      `'input' has an output for the call '${String(orphan["call_id"])}', but the conversation has no such call.`,
    );
}

/** The call_id of an async call whose output has not come yet. The output may come in a later turn, or never. */
function asyncCall(items: readonly JsonObject[]): string | undefined {
  const answered = new Set(
    items.flatMap((item) => (outputTypes.has(typeOf(item)) ? [item["call_id"]] : [])),
  );
  const open = items.find((item) => item["async"] === true && !answered.has(item["call_id"]));
  return stringAt(open, "call_id");
}

/** What the model reads of the history. With truncation `auto` the oldest items give way, else too much is refused. */
function fitWindow(history: JsonObject[], request: CreateRequest): JsonObject[] {
  const size = (items: readonly JsonObject[]): number =>
    countInputTokens(readTurns(items, request.instructions).map((turn) => turn.text));
  const own = size(request.input);
  let left = history;
  while (own + size(left) > contextWindow && left.length > 0 && request.truncation === "auto")
    left = left.slice(Math.ceil(left.length / 2));
  if (own + size(left) > contextWindow)
    throw badField(
      "input",
      "context_length_exceeded",
      `'input' and the earlier conversation have more than the ${contextWindow} tokens that this model can read.`,
    );
  return left;
}
