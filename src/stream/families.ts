import { arrayAt, objectAt, stringAt, type JsonObject } from "../json/json.ts";
import { pointer } from "../json/pointer.ts";

/** Where the text of a family lives in its item: in a content part, a summary part, or the item itself. */
export type Home = "content" | "summary" | "item";

type TextEventType = `response.${string}`;

/** A kind of streamed text: its delta and done events, and where the whole stands in the finished item. */
export interface Family {
  name: string;
  delta: TextEventType;
  done: TextEventType;
  /** Field of the done event that repeats the whole text. */
  doneField: string;
  home: Home;
  /** `type` of the part that holds it (content and summary families). */
  partType?: string;
  /** Field of the part, or path in the item, that holds the whole text. */
  field: string;
  /** Field of its events that numbers several texts in one item; undefined where an item has one. */
  indexField?: "content_index" | "summary_index" | "command_index";
  /** `type` of the items it belongs to. */
  itemType: string;
}

const content = (
  name: string,
  event: string,
  doneField: string,
  partType: string,
  itemType: string,
): Family => ({
  name,
  delta: `response.${event}.delta`,
  done: `response.${event}.done`,
  doneField,
  home: "content",
  partType,
  field: doneField,
  indexField: "content_index",
  itemType,
});

const inItem = (name: string, event: string, field: string, itemType: string): Family => ({
  name,
  delta: `response.${event}.delta`,
  done: `response.${event}.done`,
  doneField: field,
  home: "item",
  field,
  itemType,
});

/**
 * Every family of streamed text. Open Responses names raw reasoning `response.reasoning.*`, OpenAI
 * `response.reasoning_text.*`: both fill the same part, which of them is right is for a rule to say.
 */
export const families: readonly Family[] = [
  content("output_text", "output_text", "text", "output_text", "message"),
  content("refusal", "refusal", "refusal", "refusal", "message"),
  content("reasoning_text", "reasoning_text", "text", "reasoning_text", "reasoning"),
  content("reasoning_text", "reasoning", "text", "reasoning_text", "reasoning"),
  {
    name: "reasoning_summary",
    delta: "response.reasoning_summary_text.delta",
    done: "response.reasoning_summary_text.done",
    doneField: "text",
    home: "summary",
    partType: "summary_text",
    field: "text",
    indexField: "summary_index",
    itemType: "reasoning",
  },
  inItem("function_arguments", "function_call_arguments", "arguments", "function_call"),
  inItem("custom_input", "custom_tool_call_input", "input", "custom_tool_call"),
  inItem("mcp_arguments", "mcp_call_arguments", "arguments", "mcp_call"),
  inItem("code", "code_interpreter_call_code", "code", "code_interpreter_call"),
  inItem("patch_diff", "apply_patch_call_operation_diff", "diff", "apply_patch_call"),
  {
    ...inItem("shell_command", "shell_call_command", "command", "shell_call"),
    indexField: "command_index",
  },
];

/** The families, one whose events have two names only once. */
export const distinctFamilies: readonly Family[] = families.filter(
  ({ name }, at) => families.findIndex((family) => family.name === name) === at,
);

/** A delta or done event of a text: the family, and which of the two it is. */
export interface TextEvent {
  family: Family;
  delta: boolean;
}

const textEvents = new Map<string, TextEvent>(
  families.flatMap((family) => [
    [family.delta, { family, delta: true }],
    [family.done, { family, delta: false }],
  ]),
);

/** What an event type says of a text; undefined for events that carry none. */
export const textEventOf = (type: string): TextEvent | undefined => textEvents.get(type);

/** The family whose delta event this is. */
export const familyOfDelta = (type: string): Family | undefined => {
  const found = textEvents.get(type);
  return found?.delta === true ? found.family : undefined;
};
/** The family whose done event this is. */
export const familyOfDone = (type: string): Family | undefined => {
  const found = textEvents.get(type);
  return found?.delta === false ? found.family : undefined;
};

/** Where the whole text of a family stands in an item, and what stands there. */
export function textInItem(
  family: Family,
  index: number,
  item: JsonObject,
): { pointer: string; value: string | undefined } {
  if (family.home !== "item") {
    const part = arrayAt(item, family.home)?.[index];
    return {
      pointer: pointer(family.home, index, family.field),
      value: stringAt(part, family.field),
    };
  }
  if (family.name === "patch_diff")
    return { pointer: "/operation/diff", value: stringAt(objectAt(item, "operation"), "diff") };
  if (family.name === "shell_command") {
    const command = arrayAt(objectAt(item, "action"), "commands")?.[index];
    return {
      pointer: pointer("action", "commands", index),
      value: typeof command === "string" ? command : undefined,
    };
  }
  return { pointer: pointer(family.field), value: stringAt(item, family.field) };
}
