import { defineRule } from "../../engine/rule.ts";

export default defineRule({
  id: "sse/no-id",
  title: "Events have no id: line",
  requirement: { openresponses: "should", openai: "off" },
  spec: ["openresponses#streaming-http-responses"],
  messages: { used: "an event has an id: line" },
  observe({ exchange, state, report, exercised }) {
    if (!exchange.framed) return {};
    return {
      fact(fact) {
        if (fact.kind === "id")
          report("used", { place: fact, expected: "no id:", actual: `id: ${fact.value}` });
      },
      end() {
        if (state.events > 0) exercised();
      },
    };
  },
});
