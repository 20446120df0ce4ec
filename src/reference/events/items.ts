import type { JsonObject } from "../../json/json.ts";
import { partEventOf } from "../../protocol/events.ts";
import { familyOfItem, familyOfPart, type Family } from "../../protocol/families.ts";
import { digest } from "../ids.ts";
import type { PlannedItem, StreamEvent } from "../types.ts";

/** What the deltas carry beside their text. */
export interface DeltaOptions {
  obfuscate: boolean;
  /** How many alternatives each token lists; null for no log probabilities. */
  logprobs: number | null;
}

/** The events of one item, without sequence numbers, and the item as it ends. */
export interface ItemEvents {
  events: StreamEvent[];
  done: JsonObject;
}

/** The events of one output item from `output_item.added` to `output_item.done`. */
export function itemEvents(item: PlannedItem, index: number, options: DeltaOptions): ItemEvents {
  const { start, body, done } = shape(item, { item_id: item.id, output_index: index }, options);
  return {
    events: [
      { type: "response.output_item.added", output_index: index, item: start },
      ...body,
      { type: "response.output_item.done", output_index: index, item: done },
    ],
    done,
  };
}

interface Shape {
  start: JsonObject;
  body: StreamEvent[];
  done: JsonObject;
}

/** The fields by which an event names its item. */
interface ItemReference {
  [key: string]: string | number;
  item_id: string;
  output_index: number;
}

function shape(item: PlannedItem, of: ItemReference, options: DeltaOptions): Shape {
  if (item.kind === "message") return messageShape(item, of, options);
  if (item.kind === "reasoning") return reasoningShape(item, of, options);
  if (item.kind === "hosted") return hostedShape(item, of);
  const text = item.tokens.join("");
  const base = {
    id: item.id,
    call_id: item.callId,
    name: item.name,
    ...(item.async ? { async: true } : {}),
  };
  const status = item.cut ? "incomplete" : "completed";
  const type = item.kind === "function" ? "function_call" : "custom_tool_call";
  const { name, doneField: field } = textOfItem(type);
  const named = item.kind === "function" ? { name: item.name } : {};
  return {
    start: { ...base, type, status: "in_progress", [field]: "" },
    body: [
      ...item.tokens.map((token) => deltaEvent(`${name}.delta`, of, token, options)),
      { type: `${name}.done`, ...of, ...named, [field]: text },
    ],
    done: { ...base, type, status, [field]: text },
  };
}

/** Common beginning of the events of the text that items of a type stream, and the field that holds it. */
export function textOfItem(itemType: string): { name: string; doneField: string } {
  const { events, doneField } = familyOfItem(itemType) as Family;
  return { name: Object.keys(events)[0] ?? "", doneField };
}

/** OpenAI's events of shell commands name their item by its output_index alone. */
function hostedShape(
  { start, body, done }: PlannedItem & { kind: "hosted" },
  of: ItemReference,
): Shape {
  const { output_index } = of;
  return {
    start,
    body: body.map((event): StreamEvent =>
      event.type.startsWith("response.shell_call_command.")
        ? { output_index, ...event }
        : { ...of, ...event },
    ),
    done,
  };
}

function messageShape(
  item: PlannedItem & { kind: "message" },
  of: ItemReference,
  options: DeltaOptions,
): Shape {
  const base = { id: item.id, type: "message", role: "assistant" };
  const type = item.refusal ? "refusal" : "output_text";
  const { events, part } = streamedPart(type, item.tokens, { ...of, content_index: 0 }, options);
  return {
    start: { ...base, status: "in_progress", content: [] },
    body: events,
    done: { ...base, status: item.cut ? "incomplete" : "completed", content: [part] },
  };
}

function reasoningShape(
  item: PlannedItem & { kind: "reasoning" },
  of: ItemReference,
  options: DeltaOptions,
): Shape {
  const base = { id: item.id, type: "reasoning" };
  const parts = item.summary.map((tokens, index) =>
    streamedPart("summary_text", tokens, { ...of, summary_index: index }, options),
  );
  return {
    start: { ...base, status: "in_progress", summary: [] },
    body: parts.flatMap(({ events }) => events),
    done: {
      ...base,
      status: "completed",
      summary: parts.map(({ part }) => part),
      ...(item.encrypted === null ? {} : { encrypted_content: item.encrypted }),
    },
  };
}

/**
 * The events of a part from its beginning to its end, and the part as it ends.
 * @param of the fields by which its events name it
 * @param name common beginning of the events of its text, where dialects have several
 */
export function streamedPart(
  type: "output_text" | "refusal" | "reasoning_text" | "summary_text",
  tokens: string[],
  of: JsonObject,
  options: DeltaOptions = { obfuscate: false, logprobs: null },
  name = Object.keys(familyOfPart(type)?.events ?? {})[0] ?? "",
): { events: StreamEvent[]; part: JsonObject } {
  const { container, doneField } = familyOfPart(type) as Family;
  // Only a text that is meant to be read has log probabilities, and a refusal is never padded.
  const chances = (list: string[]): JsonObject =>
    type === "output_text"
      ? { logprobs: options.logprobs === null ? [] : list.map((t) => chance(t, options.logprobs)) }
      : {};
  const padding = { ...options, obfuscate: options.obfuscate && type !== "refusal" };
  const part = (list: string[]): JsonObject => ({
    type,
    ...(type === "output_text" ? { annotations: [] } : {}),
    ...chances(list),
    [doneField]: list.join(""),
  });
  return {
    events: [
      { type: partEventOf("added", container), ...of, part: part([]) },
      ...tokens.map((token): StreamEvent => ({
        ...deltaEvent(`${name}.delta`, of, token, padding),
        ...chances([token]),
      })),
      { type: `${name}.done`, ...of, [doneField]: tokens.join(""), ...chances(tokens) },
      { type: partEventOf("done", container), ...of, part: part(tokens) },
    ],
    part: part(tokens),
  };
}

function deltaEvent(
  type: string,
  of: JsonObject,
  delta: string,
  { obfuscate }: DeltaOptions,
): StreamEvent {
  // The padding to 16 characters hides the length of a delta from an observer of the encrypted connection.
  const padding = obfuscate
    ? { obfuscation: digest(`${String(of["item_id"])}${delta}`).slice(0, 16 - (delta.length % 16)) }
    : {};
  return { type, ...of, delta, ...padding };
}

function chance(token: string, alternatives: number | null): JsonObject {
  const one = { token, logprob: -0.25, bytes: [...Buffer.from(token)] };
  return { ...one, top_logprobs: alternatives ? [one] : [] };
}
