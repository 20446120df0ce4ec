import { isObject, stringAt, type Json } from "../json/json.ts";
import { pointer } from "../json/pointer.ts";
import { both, openai, openresponses, type Since } from "./since.ts";

/** Where an item holds a text: in a part of its `content` or `summary`, or in a field of its own. */
export type Container = "content" | "summary" | "item";

/** The type of an event of the stream, other than `error` and what servers add. */
export type ResponseEvent = `response.${string}`;

/** A kind of streamed text: its events, and where the finished item holds the whole. */
export interface Family {
  name: string;
  /** Common beginning of its delta and done events, with the dialects that use it: `response.refusal` has `.delta` and `.done`. */
  events: Readonly<Record<ResponseEvent, Since>>;
  /** Field that holds the whole text: in the done event, and in the part if it is in one. */
  doneField: string;
  /** `type` of the items it belongs to. */
  itemType: string;
  container: Container;
  /** `type` of the part that holds it; undefined if it is in a field of the item. */
  partType?: string;
  /** Names that lead to the whole text in the item; undefined if it is in a part. */
  path?: readonly string[];
  /** Field of its events that numbers several texts of one item; undefined if an item has one. */
  indexField?: "content_index" | "summary_index" | "command_index";
  /** Set if the item has the whole text already when it is added. */
  startsFull?: true;
}

/** A text in a part of an item. */
const inPart = (
  name: string,
  container: "content" | "summary",
  [itemType, partType, doneField]: readonly [string, string, string],
  events: Family["events"],
): Family => ({
  name,
  events,
  doneField,
  itemType,
  container,
  partType,
  indexField: `${container}_index`,
});

/** A text in an item itself, in a field of the same name as in the done event unless there is a path to it. */
const inItem = (
  name: string,
  itemType: string,
  doneField: string,
  events: Family["events"],
  rest: Partial<Family> = {},
): Family => ({
  name,
  events,
  doneField,
  itemType,
  container: "item",
  path: [doneField],
  ...rest,
});

/** Every family of streamed text, one row each. */
export const families: readonly Family[] = [
  inPart("output_text", "content", ["message", "output_text", "text"], {
    "response.output_text": both,
  }),
  inPart("refusal", "content", ["message", "refusal", "refusal"], { "response.refusal": both }),
  inPart("reasoning_text", "content", ["reasoning", "reasoning_text", "text"], {
    "response.reasoning_text": openai,
    "response.reasoning": openresponses,
  }),
  inPart("reasoning_summary", "summary", ["reasoning", "summary_text", "text"], {
    "response.reasoning_summary_text": both,
  }),
  inItem("function_arguments", "function_call", "arguments", {
    "response.function_call_arguments": both,
  }),
  inItem("custom_input", "custom_tool_call", "input", {
    "response.custom_tool_call_input": openai,
  }),
  inItem("mcp_arguments", "mcp_call", "arguments", { "response.mcp_call_arguments": openai }),
  inItem("code", "code_interpreter_call", "code", {
    "response.code_interpreter_call_code": openai,
  }),
  inItem(
    "patch_diff",
    "apply_patch_call",
    "diff",
    { "response.apply_patch_call_operation_diff": openai },
    { path: ["operation", "diff"], startsFull: true },
  ),
  inItem(
    "shell_command",
    "shell_call",
    "command",
    { "response.shell_call_command": openai },
    { path: ["action", "commands"], indexField: "command_index", startsFull: true },
  ),
];

const byPartType = new Map<unknown, Family>(
  families.flatMap((family) => (family.partType === undefined ? [] : [[family.partType, family]])),
);

/** The family whose text parts of a type hold; undefined for parts that no text streams into. */
export const familyOfPart = (partType: unknown): Family | undefined => byPartType.get(partType);

const partFields = [...new Set(Array.from(byPartType.values(), ({ doneField }) => doneField))];

/** The text that a part holds, whatever its type. */
export function textOfPart(part: Json | undefined): string | undefined {
  const field = partFields.find((name) => stringAt(part, name) !== undefined);
  return field === undefined ? undefined : stringAt(part, field);
}

/** The family whose text is in a field of the items of a type. */
export const familyOfItem = (itemType: string): Family | undefined =>
  families.find((family) => family.container === "item" && family.itemType === itemType);

/** The meaning of an event type for a text. */
export interface TextEvent {
  family: Family;
  /** True for a piece of the text, false for the event that repeats the whole. */
  delta: boolean;
}

const textEvents = new Map<string, TextEvent>();
/** The types of the events that carry a piece of a text. */
export const deltaEvents: ResponseEvent[] = [];
for (const family of families)
  for (const event of Object.keys(family.events) as ResponseEvent[]) {
    deltaEvents.push(`${event}.delta`);
    textEvents.set(`${event}.delta`, { family, delta: true });
    textEvents.set(`${event}.done`, { family, delta: false });
  }

/** The meaning of an event type for a text; undefined for events without text. */
export const textEventOf = (type: string): TextEvent | undefined => textEvents.get(type);

/** The place of a family's whole text in a finished item, as a JSON Pointer, and the text if there is one. */
export function textInItem(
  { container, path = [], doneField, indexField }: Family,
  index: number,
  item: Json,
): { pointer: string; value: string | undefined } {
  const counted = indexField === undefined ? [] : [index];
  const tokens = container === "item" ? [...path, ...counted] : [container, index, doneField];
  let value: Json | undefined = item;
  for (const token of tokens)
    value = Array.isArray(value)
      ? value[Number(token)]
      : isObject(value)
        ? value[token]
        : undefined;
  return {
    pointer: pointer(...tokens),
    value: typeof value === "string" ? value : undefined,
  };
}
