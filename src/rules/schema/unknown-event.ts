import { streamsReasoning } from "../../protocol/events.ts";
import { isMessagesEvent } from "../sse/messages-event.ts";
import { defineRule } from "../../engine/rule.ts";

export default defineRule({
  id: "schema/unknown-event",
  title: "An event type outside the dialect has the prefix of its implementor",
  requirement: { openresponses: "must", openai: "may" },
  spec: ["openresponses#extending-streaming-events"],
  messages: {
    unknown: "the dialect has no event type {{type}}, and the type has no `slug:` prefix",
  },
  perDialect: true,
  observe({ dialect, schemas, report, exercised }) {
    return {
      forType(type) {
        const fine =
          schemas.eventTypes.has(type) ||
          dialect.facts.ambientEvents.includes(type) ||
          // Names that reasoning streams under are for reasoning/event-names to report, another API for sse/no-chat-chunks.
          streamsReasoning(type) ||
          isMessagesEvent(type) ||
          /^[a-z0-9][\w.-]*:./i.test(type);
        if (fine) return exercised;
        return (event) => {
          exercised();
          report("unknown", {
            at: event,
            pointer: "/type",
            expected: "an event type of the dialect, or slug:name",
            actual: type,
            args: { type },
            key: type,
          });
        };
      },
    };
  },
});
