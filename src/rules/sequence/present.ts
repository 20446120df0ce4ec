import { isObject, type Json } from "../../json/json.ts";
import { show } from "../../json/show.ts";
import { numberOf } from "../../stream/state.ts";
import { isMessagesEvent } from "../sse/messages-event.ts";
import { defineRule } from "../../engine/rule.ts";

export default defineRule({
  id: "sequence/present",
  title: "Every event has an integer sequence_number",
  requirement: { openresponses: "must", openai: "must" },
  spec: ["openresponses#streaming", "openai:responses-streaming"],
  owns: [{ definition: /^events\//, pointer: /^\/(type|sequence_number)$/ }],
  messages: {
    missing: "{{type}} has no sequence_number",
    "not-integer": "the sequence_number of {{type}} is not an integer",
  },
  observe({ exchange, state, report, exercised }) {
    return {
      every(event) {
        const { payload, type } = event;
        if (numberOf(event) !== undefined || isMessagesEvent(type)) return;
        const value: Json | undefined = payload["sequence_number"];
        // The envelope that refuses a WebSocket message is no event of a stream.
        if (exchange.source === "websocket" && type === "error" && isObject(payload["error"]))
          return;
        report(value === undefined ? "missing" : "not-integer", {
          at: event,
          pointer: "/sequence_number",
          expected: "an integer",
          actual: show(value, 80),
          args: { type },
        });
      },
      end() {
        if (state.events > 0) exercised();
      },
    };
  },
});
