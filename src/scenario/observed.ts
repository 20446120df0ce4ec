import { arrayAt, isObject, stringAt, type Json, type JsonObject } from "../json/json.ts";
import { isClientCall } from "../protocol/items.ts";

/** The answer of a step, as far as expectations and references read it. */
export interface Observed {
  status: number;
  /** Lower-case names. */
  headers: Record<string, string>;
  /** Payloads of the events, in order; empty if the answer was not a stream. */
  events: JsonObject[];
  /** The terminal snapshot of a stream, or the JSON body when it is a response. */
  response: JsonObject | undefined;
  /** The JSON body, if the answer was not a stream. */
  body: Json | undefined;
  /** All output_text of all messages, joined. */
  text: string;
  /** function_call and custom_tool_call items in output order. */
  calls: JsonObject[];
}

/** The fields of an answer that its text and calls are read from. */
export type Answered = Omit<Observed, "text" | "calls">;

/** Adds the text and the calls to an answer. They are found in any item of the output. */
export function extract(answered: Answered): Observed {
  const items = (arrayAt(answered.response, "output") ?? []).filter(isObject);
  return { ...answered, text: textOf(items), calls: items.filter(isCall) };
}

const isCall = (item: JsonObject): boolean => isClientCall(stringAt(item, "type"));

function textOf(items: readonly JsonObject[]): string {
  return items
    .filter((item) => item["type"] === "message")
    .flatMap((item) => arrayAt(item, "content") ?? [])
    .map((part) => (stringAt(part, "type") === "output_text" ? (stringAt(part, "text") ?? "") : ""))
    .join("");
}

/** The types of all content parts of all messages. */
export function partTypes(response: JsonObject | undefined): string[] {
  return (arrayAt(response, "output") ?? [])
    .filter((item) => stringAt(item, "type") === "message")
    .flatMap((item) => arrayAt(item, "content") ?? [])
    .flatMap((part) => stringAt(part, "type") ?? []);
}

/** The items of an answer by type, for messages: `a message`, `2 function_call, a message`, `no output items`. */
export function describeOutput(response: JsonObject | undefined): string {
  const counts = new Map<string, number>();
  for (const item of arrayAt(response, "output") ?? []) {
    const type = stringAt(item, "type") ?? "item without a type";
    counts.set(type, (counts.get(type) ?? 0) + 1);
  }
  if (counts.size === 0) return "no output items";
  return [...counts].map(([type, count]) => `${count === 1 ? "a" : count} ${type}`).join(", ");
}

/** The types of events in order, repeats folded, for messages: `response.created, response.output_text.delta ×12`. */
export function describeEvents(events: readonly JsonObject[], limit = 300): string {
  if (events.length === 0) return "no events";
  const runs: { type: string; count: number }[] = [];
  for (const event of events) {
    const type = stringAt(event, "type") ?? "(no type)";
    const last = runs.at(-1);
    if (last?.type === type) last.count += 1;
    else runs.push({ type, count: 1 });
  }
  const text = runs.map(({ type, count }) => (count === 1 ? type : `${type} ×${count}`)).join(", ");
  if (text.length <= limit) return text;
  const half = Math.floor(limit / 2);
  return `${text.slice(0, half)} … ${text.slice(-half)}`;
}
