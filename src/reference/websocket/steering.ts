import {
  arrayAt,
  integerAt,
  isObject,
  objectAt,
  stringAt,
  textAt,
  type Json,
  type JsonObject,
} from "../../json/json.ts";
import { terminalEvents } from "../../protocol/events.ts";
import { itemRow } from "../../protocol/items.ts";
import type { StreamEvent } from "../types.ts";

/** Input that a client sent for a response that was under way, and that the server took. */
export interface Steering {
  id: string;
  input: JsonObject[];
}

/** Why a steering is refused. */
export interface SteeringProblem {
  code: "invalid_input" | "response_not_found" | "response_already_completed";
  message: string;
}

const fields = new Set(["type", "previous_response_id", "input"]);
const partTypes = new Set(["input_text", "input_image", "input_file"]);

/** Input as items: a text is a message of the user. */
export function itemsOf(input: Json | undefined): Json[] {
  if (typeof input === "string") return [{ type: "message", role: "user", content: input }];
  return Array.isArray(input) ? input : [];
}

const wrong = (message: string): SteeringProblem => ({ code: "invalid_input", message });

/** What is wrong with the message itself. Only messages of the user, with input parts, can steer. */
export function problemOf(message: JsonObject): SteeringProblem | undefined {
  const extra = Object.keys(message).find((key) => !fields.has(key));
  if (extra !== undefined) return wrong(`'${extra.slice(0, 80)}' is not a field of this message.`);
  if (stringAt(message, "previous_response_id") === undefined)
    return wrong("'previous_response_id' must be a string.");
  const items = itemsOf(message["input"]);
  if (items.length === 0) return wrong("'input' must be a string or a non-empty array.");
  return items.every(isUserMessage)
    ? undefined
    : wrong("'input' must have only messages with the role 'user'.");
}

function isUserMessage(item: Json): boolean {
  if (!isObject(item) || item["role"] !== "user") return false;
  if (Object.keys(item).some((key) => !["type", "role", "content"].includes(key))) return false;
  if ((item["type"] ?? "message") !== "message") return false;
  const { content } = item;
  if (typeof content === "string") return true;
  return Array.isArray(content) && content.every((part) => partTypes.has(textAt(part, "type")));
}

/** Puts an event before the one at a place; the numbers of those behind it move on. */
export function insertAt(
  events: readonly StreamEvent[],
  at: number,
  event: StreamEvent,
): StreamEvent[] {
  const before = integerAt(events[at - 1], "sequence_number") ?? -1;
  const behind = events.slice(at).map((one): StreamEvent => {
    const number = integerAt(one, "sequence_number");
    return number === undefined ? one : { ...one, sequence_number: number + 1 };
  });
  return [...events.slice(0, at), { ...event, sequence_number: before + 1 }, ...behind];
}

/** Input that the client must send before a steered response can go on: one stub for each call that it has to answer. */
export function requiredInput(events: readonly StreamEvent[]): JsonObject[] {
  return events.flatMap(({ type, item }) => {
    const answer = itemRow(stringAt(item, "type") ?? "")?.answer;
    if (type !== "response.output_item.done" || answer === undefined) return [];
    const named = stringAt(item, answer.by === "call_id" ? "call_id" : "id") ?? "";
    const name = answer.type === "function_call_output" ? { name: textAt(item, "name") } : {};
    return [{ type: answer.type, [answer.by]: named, ...name }];
  });
}

const isTerminal = ({ type }: StreamEvent): boolean => terminalEvents.has(type);

/** How a response ends: its last event, if that ends it. */
export const terminalOf = (events: readonly StreamEvent[]): StreamEvent | undefined =>
  events.findLast(isTerminal);

/** Place of the event that ends a response. */
export const endOf = (events: readonly StreamEvent[]): number => events.findLastIndex(isTerminal);

/**
 * Ends a response early, at the next place that is safe: an item that is under way is closed, and no other one begins.
 * @param at how many of its events were sent
 */
export function cutShort(events: readonly StreamEvent[], at: number): StreamEvent[] {
  const ending = terminalOf(events);
  if (ending?.type !== "response.completed") return [...events];
  const sent = events.slice(0, at);
  const open = new Set(indexesOf(sent, "response.output_item.added"));
  for (const index of indexesOf(sent, "response.output_item.done")) open.delete(index);
  const rest = events.slice(at, endOf(events)).filter((event) => {
    const index = integerAt(event, "output_index");
    return index === undefined || open.has(index);
  });
  const kept = open.size === 1 ? shortened(sent, rest) : rest;
  const output = [...sent, ...kept].flatMap(({ type, item }) =>
    type === "response.output_item.done" && item !== undefined ? [item] : [],
  );
  const left = deltasIn(events) - deltasIn(sent) - deltasIn(kept);
  const response = objectAt(ending, "response") ?? {};
  const end = {
    type: "response.incomplete",
    response: {
      ...response,
      status: "incomplete",
      completed_at: null,
      incomplete_details: { reason: "steered" },
      output,
      usage: lessUsage(objectAt(response, "usage"), left),
    },
  };
  const first = integerAt(events[at], "sequence_number") ?? at;
  return [
    ...sent,
    ...[...kept, end].map((event, index) => ({ ...event, sequence_number: first + index })),
  ];
}

const deltasIn = (events: readonly StreamEvent[]): number =>
  events.filter(({ type }) => type.endsWith(".delta")).length;

const indexesOf = (events: readonly StreamEvent[], type: string): (number | undefined)[] =>
  events.flatMap((event) => (event.type === type ? [integerAt(event, "output_index")] : []));

/** The rest of a message that ends after what was said of it. Any other item is sent to its end. */
function shortened(sent: readonly StreamEvent[], rest: readonly StreamEvent[]): StreamEvent[] {
  const done = rest.find(({ type }) => type === "response.output_item.done");
  const content = arrayAt(objectAt(done, "item"), "content") ?? [];
  const [part] = content;
  const plain =
    content.length === 1 &&
    stringAt(part, "type") === "output_text" &&
    [arrayAt(part, "annotations"), arrayAt(part, "logprobs")].every(
      (list = []) => list.length === 0,
    );
  if (!plain) return [...rest];
  const index = integerAt(done, "output_index");
  const isDelta = (event: StreamEvent): boolean =>
    event.type === "response.output_text.delta" && event["output_index"] === index;
  const own = sent.filter(isDelta);
  const next = rest.find(isDelta);
  const last = own.length === 0 ? next : undefined;
  const text = [...own, last].map((event) => stringAt(event, "delta") ?? "").join("");
  return rest
    .filter((event) => !isDelta(event) || event === last)
    .map((event): StreamEvent => {
      const { item } = event;
      if (event.type === "response.output_text.done") return { ...event, text };
      if (event.type === "response.content_part.done")
        return { ...event, part: { ...objectAt(event, "part"), text } };
      if (event.type !== "response.output_item.done" || !isObject(item)) return event;
      return { ...event, item: { ...item, content: [{ ...(part as JsonObject), text }] } };
    });
}

/** The usage without tokens that were never sent: each is a delta. */
function lessUsage(usage: JsonObject | undefined, left: number): JsonObject | null {
  if (usage === undefined) return null;
  const output = integerAt(usage, "output_tokens") ?? 0;
  const less = Math.min(left, Math.max(0, output - 1));
  const total = integerAt(usage, "total_tokens") ?? 0;
  return { ...usage, output_tokens: output - less, total_tokens: total - less };
}
