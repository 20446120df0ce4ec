import { stringAt } from "../../json/json.ts";
import { defineRule } from "../../engine/rule.ts";
import { streamedItems } from "../../stream/output.ts";
import { chain, drop, onEvents, patch } from "../../tape/edits.ts";
import { finalOutput } from "../item/final.ts";
import { answerItems } from "./calls.ts";
import { namedTools } from "./request.ts";

type Messages = "as-function" | "not-done";

export const customCall = defineRule<Messages>({
  id: "call/custom",
  title: "a custom tool is called by a custom_tool_call, its input streamed and done",
  // The Open Responses document knows function tools only.
  requirement: { openresponses: "off", openai: "must" },
  spec: ["openai:responses-streaming/response/custom_tool_call_input/done"],
  messages: {
    "as-function": "the custom tool {{name}} is called by a {{type}}",
    "not-done": "the call of {{name}} is done, custom_tool_call_input.done never came",
  },
  observe({ exchange, state, report, exercised }) {
    return {
      snapshot(snapshot) {
        const final = finalOutput(snapshot, state);
        if (!final) return;
        const tools = namedTools(exchange, final.response);
        for (const { item, type, event, pointer } of answerItems(final, state)) {
          const name = stringAt(item, "name") ?? "";
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
  faults: [
    {
      name: "the call comes as a function call",
      tape: "custom-tool",
      edit: onEvents((events) =>
        JSON.parse(
          JSON.stringify(events)
            .replaceAll("custom_tool_call_input", "function_call_arguments")
            .replaceAll("custom_tool_call", "function_call")
            .replaceAll('"input":', '"arguments":')
            .replaceAll("print(", '{\\"input\\":')
            .replaceAll("1)", "1}"),
        ),
      ),
      finds: ["as-function"],
    },
    {
      name: "the end of the input is not told",
      tape: "custom-tool",
      edit: drop("response.custom_tool_call_input.done"),
      finds: ["not-done"],
    },
    {
      name: "the input of a call without a name comes with the finished item only",
      tape: "custom-tool",
      edit: chain(
        drop("response.custom_tool_call_input.delta"),
        drop("response.custom_tool_call_input.delta"),
        drop("response.custom_tool_call_input.done"),
        patch("response.output_item.added", 0, "/item/name", undefined),
        patch("response.output_item.done", 0, "/item/name", undefined),
        patch("response.completed", 0, "/response/output/0/name", undefined),
      ),
      finds: ["not-done"],
      alsoFires: ["call/name-known"],
    },
  ],
});
