import { defineRule } from "../../engine/rule.ts";
import { onText } from "../../tape/edits.ts";

export default defineRule<"used">({
  id: "sse/no-id",
  title: "events carry no id: field",
  requirement: { openresponses: "should", openai: "off" },
  spec: ["openresponses#streaming-http-responses"],
  messages: { used: "an event carries an id: field" },
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
  faults: [
    {
      name: "each event has an id",
      tape: "text",
      edit: onText((stream) => stream.replaceAll("event: ", "id: 7\nevent: ")),
      finds: ["used"],
    },
  ],
});
