import type { JsonObject } from "../../json/json.ts";
import { badField, notFound } from "../errors.ts";
import { unshared } from "../events/build.ts";
import { type Exchange, faultContext, hasQuirk, sendJson } from "../http/exchange.ts";
import { sendEvents } from "../http/sse.ts";
import { currentState, type StoredResponse } from "../store.ts";
import type { StreamEvent } from "../types.ts";

/** GET /responses/{id}: the response object, or with `stream=true` its events again. */
export async function retrieveResponse(exchange: Exchange, id: string): Promise<void> {
  const stream = readFlag(exchange.query, "stream", false);
  if (stream) exchange.route = "replay";
  const stored = find(exchange, id);
  if (!stream) return sendState(exchange, stored);

  const after = readNumber(exchange.query, "starting_after", 0, Number.MAX_SAFE_INTEGER);
  const from = startOf(exchange, stored, after);
  const skipped = stored.events.findIndex((event) => Number(event["sequence_number"] ?? 0) > from);
  const rest = skipped < 0 ? [] : stored.events.slice(skipped);
  if (hasQuirk(exchange.server.hooks, "resume-does-not-wait") && stored.run?.state() === "running")
    return sendEvents(exchange, stored.events.slice(skipped, stored.run.released()));
  const shown = readFlag(exchange.query, "include_obfuscation", true)
    ? rest
    : rest.map(withoutPadding);
  const events =
    exchange.server.hooks?.replay?.(unshared(shown), faultContext(exchange, 200)) ?? shown;
  const pace = stored.run === null ? null : { run: stored.run, skipped: Math.max(0, skipped) };
  return sendEvents(exchange, events, pace);
}

/** Number of the last event that is not sent. */
function startOf(
  { server }: Exchange,
  { background }: StoredResponse,
  after: number | null,
): number {
  const { hooks } = server;
  if (after === null || hasQuirk(hooks, "ignore-starting-after")) return -1;
  if (background && hasQuirk(hooks, "resume-skips")) return after + 1;
  return background && hasQuirk(hooks, "resume-repeats") ? after - 1 : after;
}

/** Background responses whose end was reported: for servers that report another end the next time. */
const reportedEnds = new WeakSet<StoredResponse>();

function sendState(exchange: Exchange, stored: StoredResponse): void {
  const { hooks } = exchange.server;
  const state = currentState(stored);
  if (stored.run?.state() === "running" && hasQuirk(hooks, "hide-running"))
    throw notFound("response_not_found", "The response does not exist yet.", "response_id");
  const again = stored.run?.state() === "finished" && reportedEnds.has(stored);
  if (stored.run?.state() === "finished") reportedEnds.add(stored);
  if (again && hasQuirk(hooks, "restart-after-end")) {
    const started = { status: "in_progress", output: [], usage: null, completed_at: null };
    return sendJson(exchange, 200, { ...state, ...started });
  }
  if (again && hasQuirk(hooks, "change-after-end"))
    return sendJson(exchange, 200, { ...state, output: [] });
  sendJson(exchange, 200, state);
}

/** DELETE /responses/{id}. */
export function deleteResponse(exchange: Exchange, id: string): void {
  const stored = find(exchange, id);
  if (!hasQuirk(exchange.server.hooks, "keep-deleted")) exchange.server.store.remove(stored.id);
  sendJson(exchange, 200, { id, object: "response", deleted: true });
}

/** POST /responses/{id}/cancel: background responses only; one that has ended comes back unchanged. */
export function cancelResponse(exchange: Exchange, id: string): void {
  const stored = find(exchange, id);
  const { hooks } = exchange.server;
  if (!stored.background && !hasQuirk(hooks, "cancel-foreground"))
    throw badField(
      "response_id",
      "not_a_background_response",
      "Only a response created with 'background': true can be cancelled.",
    );
  if (hasQuirk(hooks, "cancel-once") && stored.run?.state() === "cancelled")
    throw badField("response_id", "already_cancelled", "The response is cancelled already.");
  if (!hasQuirk(hooks, "cancel-does-nothing") && stored.run?.state() === "running")
    stored.run.cancel();
  sendJson(exchange, 200, currentState(stored));
}

/** GET /responses/{id}/input_items: a page of the items of the request, newest first unless asked otherwise. */
export function listInputItems(exchange: Exchange, id: string): void {
  const { query } = exchange;
  const stored = find(exchange, id);
  const limit = readNumber(query, "limit", 1, 100) ?? 20;
  const order = query.get("order") ?? "desc";
  if (order !== "asc" && order !== "desc")
    throw badField("order", "invalid_value", "'order' must be asc or desc.");
  const all = order === "asc" ? [...stored.input] : stored.input.toReversed();
  const after = query.get("after");
  const at = after === null ? -1 : all.findIndex((item) => item["id"] === after);
  if (after !== null && at < 0)
    throw badField("after", "invalid_value", "'after' is not the id of an item in this list.");
  const data = all.slice(at + 1, at + 1 + limit);
  sendJson(exchange, 200, {
    object: "list",
    data,
    first_id: idOf(data[0]),
    last_id: idOf(data.at(-1)),
    has_more: at + 1 + limit < all.length,
  });
}

function find({ server }: Exchange, id: string): StoredResponse {
  const stored = server.store.get(id);
  if (stored === undefined)
    throw notFound(
      "response_not_found",
      `There is no stored response '${id.slice(0, 100)}'.`,
      "response_id",
    );
  return stored;
}

function withoutPadding(event: StreamEvent): StreamEvent {
  const { obfuscation: _padding, ...rest } = event;
  return { ...rest, type: event.type };
}

function readFlag(query: URLSearchParams, name: string, fallback: boolean): boolean {
  const value = query.get(name);
  if (value === null) return fallback;
  if (value !== "true" && value !== "false")
    throw badField(name, "invalid_value", `'${name}' must be true or false.`);
  return value === "true";
}

function readNumber(query: URLSearchParams, name: string, min: number, max: number): number | null {
  const value = query.get(name);
  if (value === null) return null;
  const number = Number(value);
  if (!/^\d{1,16}$/.test(value) || number < min || number > max)
    throw badField(name, "invalid_value", `'${name}' must be an integer from ${min} to ${max}.`);
  return number;
}

/** The id at the edge of a page; OpenAI's reference wants a string even for an empty page. */
function idOf(item: JsonObject | undefined): string {
  return String(item?.["id"] ?? "");
}
