import { defineRule } from "../../engine/rule.ts";

export default defineRule({
  id: "sse/event-name",
  title: "The event: line equals the type of the event",
  requirement: { openresponses: "must", openai: "must" },
  spec: ["openresponses#streaming-http-responses", "openai:responses-streaming"],
  messages: {
    differs: "the event: line is {{name}}, but the type in the payload is {{type}}",
    missing: "{{type}} has no event: line",
  },
  perDialect: true,
  observe({ exchange, dialect, state, report, exercised }) {
    if (!exchange.framed) return {};
    const soft = dialect.base === "openai";
    return {
      every(event) {
        const { frame, type } = event;
        if (!frame || frame.event === type) return;
        if (frame.event)
          report("differs", {
            at: event,
            expected: `event: ${type}`,
            actual: `event: ${frame.event.slice(0, 200)}`,
            args: { name: frame.event.slice(0, 80), type },
          });
        else
          report("missing", {
            at: event,
            expected: `event: ${type}`,
            actual: "no event: line",
            args: { type },
            ...(soft ? { level: "should" } : {}),
          });
      },
      end() {
        if (state.events > 0) exercised();
      },
    };
  },
});
