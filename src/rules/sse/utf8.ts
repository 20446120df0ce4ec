import { defineRule } from "../../engine/rule.ts";

export default defineRule({
  id: "sse/utf8",
  title: "The stream is valid UTF-8",
  requirement: { openresponses: "must", openai: "must" },
  spec: ["whatwg:sse#parsing-an-event-stream"],
  messages: { invalid: "the event at byte {{offset}} has bytes that are not valid UTF-8" },
  observe({ exchange, state, report, exercised }) {
    if (!exchange.framed) return {};
    return {
      fact(fact) {
        if (fact.kind !== "invalid-utf8") return;
        report("invalid", {
          place: fact,
          expected: "UTF-8",
          actual: "bytes that decode to U+FFFD",
          args: { offset: fact.offset },
        });
      },
      end() {
        if (state.events > 0) exercised();
      },
    };
  },
});
