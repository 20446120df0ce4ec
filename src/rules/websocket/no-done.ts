import { defineRule } from "../../engine/rule.ts";

export default defineRule({
  id: "websocket/no-done",
  title: "the sentinel of event streams is not sent over WebSocket",
  requirement: { openresponses: "must", openai: "must" },
  spec: ["openresponses#websocket", "openai:responses-streaming"],
  messages: { sent: "[DONE] was sent as a message" },
  observe({ exchange, state, report, exercised }) {
    if (exchange.source !== "websocket") return {};
    return {
      fact(fact) {
        if (fact.kind !== "done") return;
        report("sent", {
          place: fact,
          expected: "nothing but events",
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
