import { textAt } from "../../json/json.ts";
import { isClientCall } from "../../protocol/items.ts";
import { defineRule } from "../../engine/rule.ts";
import { answerItems, byProgram } from "./calls.ts";
import { asked } from "./request.ts";
import { finalOutput } from "../item/final.ts";

export default defineRule({
  id: "call/parallel-off",
  title: "If parallel_tool_calls is false, the response has at most one call",
  requirement: { openresponses: "must", openai: "must" },
  spec: ["openresponses#function-calling", "openai:responses/create#parallel_tool_calls"],
  messages: { several: "parallel_tool_calls is false, but the response has {{count}} calls" },
  observe({ exchange, state, report, exercised }) {
    return {
      snapshot(snapshot) {
        const final = finalOutput(snapshot, state);
        if (!final || state.restarted) return;
        if (asked(exchange, final.response, "parallel_tool_calls") !== false) return;
        exercised();
        const calls = answerItems(final, state).filter(
          ({ type, item }) => isClientCall(type) && !byProgram(item),
        );
        const second = calls[1];
        if (!second) return;
        report("several", {
          at: second.event,
          pointer: second.pointer,
          expected: "at most one call",
          actual: calls
            .slice(0, 10)
            .map(({ item }) => textAt(item, "name"))
            .join(", "),
          related: [calls[0]?.event],
          args: { count: calls.length },
        });
      },
    };
  },
});
