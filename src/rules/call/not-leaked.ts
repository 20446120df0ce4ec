import { elementsAt, type Json, stringAt, textAt } from "../../json/json.ts";
import { show } from "../../json/show.ts";
import { defineRule } from "../../engine/rule.ts";
import { answerItems } from "./calls.ts";
import { asked, isNamed } from "./request.ts";
import { finalOutput } from "../item/final.ts";

/** How models mark a call in their own text, before a server has made an item of it. */
const markers =
  /<tool_call>|<function=|<function_call>|<\|tool_call|<\|python_tag\|>|\[TOOL_CALLS\]|<｜tool▁calls?▁begin｜>/;

const forced = (choice: Json | undefined): boolean =>
  choice === "required" || isNamed(choice) || stringAt(choice, "mode") === "required";

export default defineRule({
  id: "call/not-leaked",
  title: "A requested call is sent as a function_call item, not as text",
  requirement: { openresponses: "should", openai: "should" },
  spec: ["openresponses#function-calling", "openai:responses/create#tool_choice"],
  messages: { leaked: "the text has a call in the model's own markup ({{marker}})" },
  observe({ exchange, state, report, exercised }) {
    return {
      snapshot(snapshot) {
        const final = finalOutput(snapshot, state);
        if (!final || !forced(asked(exchange, final.response, "tool_choice"))) return;
        exercised();
        for (const { item, type, pointer, event } of answerItems(final, state)) {
          if (type !== "message") continue;
          for (const [index, part] of elementsAt(item, "content").entries()) {
            const text = textAt(part, "text");
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
});
