import { objectAt, stringAt } from "../../json/json.ts";
import { show } from "../../json/show.ts";
import { defineRule } from "../../engine/rule.ts";
import { continuedBy, notFoundCode } from "./continued.ts";

export default defineRule({
  id: "websocket/local-state",
  title: "A connection can continue its last response even if that is not stored",
  requirement: { openresponses: "should", openai: "should" },
  spec: ["openresponses#websocket", "openai:responses/create#previous_response_id"],
  messages: { forgotten: "the connection cannot continue its own last response" },
  observe({ exchange, session, state, report, exercised }) {
    if (continuedBy(exchange, session) !== "recent") return {};
    return {
      "response.created": () => exercised(),
      error(event) {
        if (state.created) return;
        exercised();
        if (stringAt(objectAt(event.payload, "error"), "code") !== notFoundCode) return;
        report("forgotten", {
          at: event,
          pointer: "/error/code",
          expected: "a response",
          actual: show(notFoundCode),
        });
      },
    };
  },
});
