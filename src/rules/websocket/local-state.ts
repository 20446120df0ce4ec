import { objectAt, stringAt } from "../../json/json.ts";
import { show } from "../../json/show.ts";
import { defineRule } from "../../engine/rule.ts";
import { continuedBy, notFoundCode } from "./continued.ts";

export default defineRule({
  id: "websocket/local-state",
  title: "the last response of a connection can be continued on it without being stored",
  requirement: { openresponses: "should", openai: "should" },
  spec: ["openresponses#websocket", "openai:responses/create#previous_response_id"],
  messages: { forgotten: "the connection does not know its own last response" },
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
