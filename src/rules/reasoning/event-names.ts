import { streamsReasoning } from "../../protocol/events.ts";
import { defineRule } from "../../engine/rule.ts";

export default defineRule({
  id: "reasoning/event-names",
  title: "Reasoning is streamed with the event names of the dialect",
  requirement: { openresponses: "must", openai: "must" },
  spec: ["openresponses#reasoning", "openai:responses-streaming/response/reasoning_text/delta"],
  messages: { foreign: "{{type}} is not a reasoning event of this dialect" },
  perDialect: true,
  observe({ dialect, schemas, report, exercised }) {
    const raw = `response.${dialect.facts.reasoningEvent}`;
    return {
      forType(type) {
        if (!streamsReasoning(type)) return undefined;
        if (schemas.eventTypes.has(type)) return exercised;
        return (event) => {
          exercised();
          report("foreign", {
            at: event,
            pointer: "/type",
            expected: type.includes("summary")
              ? "response.reasoning_summary_part.* or response.reasoning_summary_text.*"
              : `${raw}.delta and ${raw}.done`,
            actual: type,
            args: { type },
          });
        };
      },
    };
  },
});
