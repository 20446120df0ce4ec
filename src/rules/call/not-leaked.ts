import { arrayAt, stringAt, type Json } from "../../json/json.ts";
import { show } from "../../json/show.ts";
import { defineRule } from "../../engine/rule.ts";
import { chain, onEvents, patch } from "../../tape/edits.ts";
import { finalOutput } from "../item/final.ts";
import { answerItems } from "./calls.ts";
import { asked, isNamed } from "./request.ts";

/** How models mark a call in their own text, before a server has made an item of it. */
const markers =
  /<tool_call>|<function=|<function_call>|<\|tool_call|<\|python_tag\|>|\[TOOL_CALLS\]|<｜tool▁calls?▁begin｜>/;

const forced = (choice: Json | undefined): boolean =>
  choice === "required" || isNamed(choice) || stringAt(choice, "mode") === "required";

export const notLeaked = defineRule<"leaked">({
  id: "call/not-leaked",
  title: "a call that was asked for arrives as a function_call item, not as text",
  requirement: { openresponses: "should", openai: "should" },
  spec: ["openresponses#function-calling", "openai:responses/create#tool_choice"],
  messages: { leaked: "the text holds a call in the model's own markup ({{marker}})" },
  observe({ exchange, state, report, exercised }) {
    return {
      snapshot(snapshot) {
        const final = finalOutput(snapshot, state);
        if (!final || !forced(asked(exchange, final.response, "tool_choice"))) return;
        exercised();
        for (const { item, type, pointer, event } of answerItems(final, state)) {
          if (type !== "message") continue;
          for (const [index, part] of (arrayAt(item, "content") ?? []).entries()) {
            const text = stringAt(part, "text") ?? "";
            const marker = markers.exec(text);
            if (!marker) continue;
            report("leaked", {
              at: event,
              pointer: `${pointer}/content/${index}/text`,
              expected: "a function_call item",
              actual: show(text.slice(marker.index), 120),
              args: { marker: marker[0] },
            });
          }
        }
      },
    };
  },
  faults: [
    {
      name: "the markup of a call stands in the message before it",
      tape: "parallel",
      edit: chain(
        onEvents((events) => {
          for (const { payload } of events)
            if (payload !== "[DONE]" && payload["delta"] === "look.")
              payload["delta"] = "<tool_call>{}";
          return events;
        }),
        patch("response.output_text.done", 0, "/text", "Let me <tool_call>{}"),
        patch("response.content_part.done", 0, "/part/text", "Let me <tool_call>{}"),
        patch("response.output_item.done", 0, "/item/content/0/text", "Let me <tool_call>{}"),
        patch("response.completed", 0, "/response/output/0/content/0/text", "Let me <tool_call>{}"),
      ),
      finds: ["leaked"],
    },
  ],
});
