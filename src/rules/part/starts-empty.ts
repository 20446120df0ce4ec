import { arrayAt, type Json, objectAt, stringAt } from "../../json/json.ts";
import { show } from "../../json/show.ts";
import type { WireEvent } from "../../wire/types.ts";
import { defineRule } from "../../engine/rule.ts";
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

export default defineRule({
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
});
