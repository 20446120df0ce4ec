import { arrayAt, objectAt, stringAt, type Json } from "../../json/json.ts";
import { show } from "../../json/show.ts";
import { defineRule } from "../../engine/rule.ts";
import type { WireEvent } from "../../wire/types.ts";
import { chain, onEvents, patch, renumber, setAt, type TapeEdit } from "../../tape/edits.ts";
import { forEach, partEvents } from "./part-event.ts";

/** Where items hold what is streamed into them after they were added; others come full. */
const filledLater: ReadonlyMap<string | undefined, readonly string[]> = new Map([
  ["message", ["content"]],
  ["reasoning", ["summary", "content"]],
  ["function_call", ["arguments"]],
  ["custom_tool_call", ["input"]],
  ["code_interpreter_call", ["code"]],
  ["mcp_call", ["arguments"]],
]);

/** True for a value that holds text already: a non-empty string, or a list with a part that has some. */
function hasText(value: Json | undefined): boolean {
  if (typeof value === "string") return value !== "";
  if (!Array.isArray(value)) return false;
  return value.some((part) => Boolean(stringAt(part, "text") ?? stringAt(part, "refusal")));
}

/** Adds a message and its part with a text that they should get by deltas. */
const filledWith = (text: string): TapeEdit =>
  chain(
    patch("response.output_item.added", 0, "/item/content", [
      { type: "output_text", text, annotations: [], logprobs: [] },
    ]),
    patch("response.content_part.added", 0, "/part/text", text),
  );

export const partStartsEmpty = defineRule<"filled">({
  id: "part/starts-empty",
  title: "what is streamed piece by piece is empty when its item or part is added",
  requirement: { openresponses: "must", openai: "must" },
  spec: ["openresponses#streaming", "openai:responses-streaming/response/content_part/added"],
  messages: {
    filled: "{{type}} already carries text at {{pointer}}: clients that add the deltas double it",
  },
  observe({ report, exercised }) {
    const judge = (event: WireEvent, pointer: string, value: Json | undefined): void => {
      exercised();
      if (!hasText(value)) return;
      const args = { type: event.type, pointer };
      report("filled", {
        at: event,
        pointer,
        expected: "nothing yet",
        actual: show(value, 120),
        args,
      });
    };
    return {
      "response.output_item.added": (event) => {
        const item = objectAt(event.payload, "item");
        for (const field of filledLater.get(stringAt(item, "type")) ?? [])
          judge(event, `/item/${field}`, arrayAt(item, field) ?? stringAt(item, field));
      },
      ...forEach(partEvents.added, (event) => {
        const part = objectAt(event.payload, "part");
        const field = stringAt(part, "type") === "refusal" ? "refusal" : "text";
        judge(event, `/part/${field}`, stringAt(part, field));
      }),
    };
  },
  faults: [
    {
      name: "the part is added with the first delta in it",
      tape: "text",
      edit: patch("response.content_part.added", 0, "/part/text", "The wea"),
      finds: ["filled"],
    },
    {
      name: "the call is added with its arguments",
      tape: "call",
      edit: patch("response.output_item.added", 0, "/item/arguments", '{"city":"Paris"}'),
      finds: ["filled"],
    },
    {
      name: "the message is added with its content",
      tape: "text",
      edit: patch("response.output_item.added", 0, "/item/content", [
        { type: "output_text", text: "The weather is sunny today.", annotations: [], logprobs: [] },
      ]),
      finds: ["filled"],
    },
    {
      name: "item and part are both added with the whole text",
      tape: "text",
      edit: filledWith("The weather is sunny today."),
      finds: ["filled"],
    },
    {
      name: "item and part are both added with the first delta",
      tape: "text",
      edit: filledWith("The wea"),
      finds: ["filled"],
    },
    {
      name: "the message comes whole, without an event of its content",
      tape: "text",
      edit: onEvents((events) =>
        renumber(
          events.flatMap((event) => {
            const { payload } = event;
            const type = payload === "[DONE]" ? "" : (stringAt(payload, "type") ?? "");
            if (/\.(content_part|output_text)\./.test(type)) return [];
            if (payload !== "[DONE]" && type === "response.output_item.added")
              setAt(payload, "/item/content", [
                {
                  type: "output_text",
                  text: "The weather is sunny today.",
                  annotations: [],
                  logprobs: [],
                },
              ]);
            return [event];
          }),
        ),
      ),
      finds: ["filled"],
    },
    {
      name: "message and part are both added with the first words of a refusal",
      tape: "refusal",
      edit: chain(
        patch("response.output_item.added", 0, "/item/content", [
          { type: "refusal", refusal: "I cannot " },
        ]),
        patch("response.content_part.added", 0, "/part/refusal", "I cannot "),
      ),
      finds: ["filled"],
    },
    {
      name: "the reasoning is added with its summary",
      tape: "summary-one",
      edit: patch("response.output_item.added", 0, "/item/summary", [
        { type: "summary_text", text: "One thought." },
      ]),
      finds: ["filled"],
    },
    {
      name: "the reasoning is added with its content",
      tape: "reasoning-openai",
      edit: patch("response.output_item.added", 0, "/item/content", [
        { type: "reasoning_text", text: "Hm, let me see." },
      ]),
      finds: ["filled"],
    },
    {
      name: "the call of a custom tool is added with its input",
      tape: "custom-tool",
      edit: patch("response.output_item.added", 0, "/item/input", "print(1)"),
      finds: ["filled"],
    },
    {
      name: "the code to run is there when its item is added",
      tape: "hosted",
      edit: patch("response.output_item.added", 0, "/item/code", "print("),
      finds: ["filled"],
    },
    {
      name: "the call of a server's tool is added with its arguments",
      tape: "phases",
      edit: patch("response.output_item.added", 4, "/item/arguments", '{"boat":'),
      finds: ["filled"],
    },
  ],
});
