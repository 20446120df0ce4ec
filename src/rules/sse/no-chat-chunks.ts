import { defineRule } from "../../engine/rule.ts";
import { isChatChunk } from "./chat-chunk.ts";
import { isMessagesEvent } from "./messages-event.ts";

export default defineRule({
  id: "sse/no-chat-chunks",
  title: "The stream has events of the Responses API, not of another API",
  requirement: { openresponses: "must", openai: "must" },
  spec: ["openresponses#streaming", "openai:responses-streaming"],
  messages: {
    chunk: "a frame is a chat.completion.chunk, not an event of the Responses API",
    "messages-event": "{{type}} is an event of the Messages API, not of the Responses API",
  },
  observe({ exchange, state, report, exercised }) {
    if (exchange.source === "websocket") return {};
    let seen = false;
    return {
      forType(type) {
        if (!isMessagesEvent(type)) return undefined;
        return (event) => {
          seen = true;
          report("messages-event", {
            at: event,
            pointer: "/type",
            expected: "an event of the Responses API",
            actual: type,
            args: { type },
          });
        };
      },
      fact(fact) {
        if (fact.kind !== "not-event" || !isChatChunk(fact)) return;
        seen = true;
        report("chunk", { place: fact, expected: "an event with a type", actual: fact.text });
      },
      end() {
        if (seen || (exchange.framed && state.events > 0)) exercised();
      },
    };
  },
});
