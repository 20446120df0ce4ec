import { editDistance } from "../../json/distance.ts";
import { events, streamsReasoning } from "../../protocol/events.ts";
import { isMessagesEvent } from "../sse/messages-event.ts";
import { defineRule } from "../../engine/rule.ts";

const plain = (type: string): string => type.toLowerCase().replaceAll(/[^a-z]/g, "");

/** The known event type that differs from an unknown one only in its separators, or by one or two slips of the pen. */
function meantBy(type: string): string | undefined {
  if (!type.startsWith("response.") && !type.startsWith("response_")) return undefined;
  // Another dialect has it, or another revision: it is spelt right.
  if (events.some((known) => known.type === type)) return undefined;
  const name = plain(type);
  let best: string | undefined;
  let most = 3;
  for (const { type: candidate } of events) {
    const distance = editDistance(name, plain(candidate), most);
    if (distance < most) [best, most] = [candidate, distance];
  }
  return best;
}

export default defineRule({
  id: "schema/unknown-event",
  title: "An event type outside the dialect has the prefix of its implementor",
  // A newer revision may have more events, but a name that is nearly a known one is a slip.
  requirement: { openresponses: "must", openai: "should" },
  spec: ["openresponses#extending-streaming-events"],
  messages: {
    misspelt: "the dialect has no event type {{type}}; did you mean {{meant}}?",
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
        const meant = meantBy(type);
        return (event) => {
          exercised();
          if (meant !== undefined)
            return report("misspelt", {
              at: event,
              pointer: "/type",
              expected: meant,
              actual: type,
              args: { type, meant },
              key: type,
            });
          report("unknown", {
            ...(dialect.base === "openai" ? { level: "may" } : {}),
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
