import type { JsonObject } from "../../json/json.ts";
import { familyOfItem } from "../../protocol/families.ts";
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
  const base = { id: item.id, call_id: item.callId, name: item.name };
  const status = item.cut ? "incomplete" : "completed";
  const type = item.kind === "function" ? "function_call" : "custom_tool_call";
  const { doneField: field = "", events = {} } = familyOfItem(type) ?? {};
  const [event = ""] = Object.keys(events);
  const named = item.kind === "function" ? { name: item.name } : {};
  return {
    start: { ...base, type, status: "in_progress", [field]: "" },
    body: [
      ...item.tokens.map((token) => deltaEvent(`${event}.delta`, of, token, options)),
      { type: `${event}.done`, ...of, ...named, [field]: text },
    ],
    done: { ...base, type, status, [field]: text },
  };
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
  const { id, tokens } = item;
  const text = tokens.join("");
  const base = { id, type: "message", role: "assistant" };
  const at = { ...of, content_index: 0 };
  const status = item.cut ? "incomplete" : "completed";
  if (item.refusal) {
    return {
      start: { ...base, status: "in_progress", content: [] },
      body: [
        { type: "response.content_part.added", ...at, part: refusalPart("") },
        ...tokens.map((delta): StreamEvent => ({ type: "response.refusal.delta", ...at, delta })),
        { type: "response.refusal.done", ...at, refusal: text },
        { type: "response.content_part.done", ...at, part: refusalPart(text) },
      ],
      done: { ...base, status, content: [refusalPart(text)] },
    };
  }
  const chances = (list: string[]): JsonObject[] =>
    options.logprobs === null ? [] : list.map((t) => chance(t, options.logprobs));
  const part = (list: string[]): JsonObject => ({
    type: "output_text",
    annotations: [],
    logprobs: chances(list),
    text: list.join(""),
  });
  return {
    start: { ...base, status: "in_progress", content: [] },
    body: [
      { type: "response.content_part.added", ...at, part: part([]) },
      ...tokens.map((token): StreamEvent => ({
        ...deltaEvent("response.output_text.delta", at, token, options),
        logprobs: chances([token]),
      })),
      { type: "response.output_text.done", ...at, text, logprobs: chances(tokens) },
      { type: "response.content_part.done", ...at, part: part(tokens) },
    ],
    done: { ...base, status, content: [part(tokens)] },
  };
}

function reasoningShape(
  item: PlannedItem & { kind: "reasoning" },
  of: ItemReference,
  options: DeltaOptions,
): Shape {
  const base = { id: item.id, type: "reasoning" };
  const summary = item.summary.map((tokens) => summaryPart(tokens.join("")));
  return {
    start: { ...base, status: "in_progress", summary: [] },
    body: item.summary.flatMap((tokens, index): StreamEvent[] => {
      const at = { ...of, summary_index: index };
      const text = tokens.join("");
      return [
        { type: "response.reasoning_summary_part.added", ...at, part: summaryPart("") },
        ...tokens.map((token) =>
          deltaEvent("response.reasoning_summary_text.delta", at, token, options),
        ),
        { type: "response.reasoning_summary_text.done", ...at, text },
        { type: "response.reasoning_summary_part.done", ...at, part: summaryPart(text) },
      ];
    }),
    done: {
      ...base,
      status: "completed",
      summary,
      ...(item.encrypted === null ? {} : { encrypted_content: item.encrypted }),
    },
  };
}

function deltaEvent(
  type: string,
  of: ItemReference,
  delta: string,
  { obfuscate }: DeltaOptions,
): StreamEvent {
  // The padding hides a delta's length from whoever watches the encrypted line: padded to 16.
  const padding = obfuscate
    ? { obfuscation: digest(`${of.item_id}${delta}`).slice(0, 16 - (delta.length % 16)) }
    : {};
  return { type, ...of, delta, ...padding };
}

function chance(token: string, alternatives: number | null): JsonObject {
  const one = { token, logprob: -0.25, bytes: [...Buffer.from(token)] };
  return { ...one, top_logprobs: alternatives ? [one] : [] };
}

function refusalPart(refusal: string): JsonObject {
  return { type: "refusal", refusal };
}

function summaryPart(text: string): JsonObject {
  return { type: "summary_text", text };
}
