import { defineRule } from "../../engine/rule.ts";

export default defineRule({
  id: "websocket/text-messages",
  title: "Each message is a text message with one JSON object that has a string type",
  requirement: { openresponses: "must", openai: "must" },
  spec: ["openresponses#websocket", "openai:responses-streaming"],
  messages: {
    binary: "a message is binary",
    "not-json": "a message is not valid JSON: {{error}}",
    "not-event": "a message is JSON, but not an object with a string type",
  },
  observe({ exchange, state, report, exercised }) {
    if (exchange.source !== "websocket") return {};
    let seen = false;
    return {
      fact(fact) {
        // An event that cannot be read is an event that is lost: what others miss of it follows.
        const evidence = { place: fact, related: [state.last], explainsRest: true };
        if (fact.kind === "binary")
          report("binary", {
            ...evidence,
            expected: "a text message",
            actual: `a binary message of ${fact.length} bytes`,
          });
        else if (fact.kind === "not-json")
          report("not-json", {
            ...evidence,
            expected: "one JSON object",
            actual: fact.text,
            args: { error: fact.error },
          });
        else if (fact.kind === "not-event")
          report("not-event", {
            ...evidence,
            explainsRest: false,
            expected: 'an object with a string "type"',
            actual: fact.text,
          });
        else return;
        seen = true;
      },
      end() {
        if (seen || state.events > 0) exercised();
      },
    };
  },
});
