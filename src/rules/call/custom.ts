import { stringAt, textAt } from "../../json/json.ts";
import { streamedItems } from "../../stream/output.ts";
import { defineRule } from "../../engine/rule.ts";
import { answerItems } from "./calls.ts";
import { namedTools } from "./request.ts";
import { finalOutput } from "../item/final.ts";

export default defineRule({
  id: "call/custom",
  title: "A call of a custom tool is a custom_tool_call, and its input ends with a done event",
  // The Open Responses document knows function tools only.
  requirement: { openresponses: "off", openai: "must" },
  spec: ["openai:responses-streaming/response/custom_tool_call_input/done"],
  messages: {
    "as-function":
      "the call of the custom tool {{name}} is a {{type}}; expected a custom_tool_call",
    "not-done": "the call of {{name}} is done, but custom_tool_call_input.done was not sent",
  },
  observe({ exchange, state, report, exercised }) {
    return {
      snapshot(snapshot) {
        const final = finalOutput(snapshot, state);
        if (!final) return;
        const tools = namedTools(exchange, final.response);
        for (const { item, type, event, pointer } of answerItems(final, state)) {
          const name = textAt(item, "name");
          if (type === "custom_tool_call") exercised();
          const offered = tools?.get(name) ?? [];
          if (type !== "function_call" || offered.length === 0) continue;
          if (offered.some((tool) => tool.type === "function")) continue;
          exercised();
          report("as-function", {
            at: event,
            pointer: `${pointer}/type`,
            expected: "custom_tool_call",
            actual: type,
            args: { name, type },
          });
        }
        // Of a plain answer nothing was streamed.
        for (const { added, done, texts } of streamedItems(state)) {
          if (!added || !done || stringAt(added.item, "type") !== "custom_tool_call") continue;
          const text = texts.get("custom_input:0");
          if (text?.done) continue;
          report("not-done", {
            at: done.event,
            expected: "response.custom_tool_call_input.done before it",
            actual: `${text?.deltas ?? 0} input deltas only`,
            related: [added.event, ...(text?.first ?? []), text?.last],
            args: { name: stringAt(done.item, "name") ?? "a tool" },
          });
        }
      },
    };
  },
});
