import { defineRule } from "../../engine/rule.ts";

export default defineRule({
  id: "websocket/no-done",
  title: "[DONE] is not sent over WebSocket",
  requirement: { openresponses: "must", openai: "must" },
  spec: ["openresponses#websocket", "openai:responses-streaming"],
  messages: { sent: "the server sent [DONE] as a message" },
  observe({ exchange, state, report, exercised }) {
    if (exchange.source !== "websocket") return {};
    return {
      fact(fact) {
        if (fact.kind !== "done") return;
        report("sent", {
          place: fact,
          expected: "events only",
          actual: fact.data,
          related: [state.last],
        });
      },
      end() {
        if (state.events > 0) exercised();
      },
    };
  },
});
