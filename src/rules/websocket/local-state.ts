import { objectAt, stringAt } from "../../json/json.ts";
import { show } from "../../json/show.ts";
import { defineRule } from "../../engine/rule.ts";
import { onExchange } from "../../tape/edits.ts";
import { continuedBy } from "./continued.ts";
import { notFoundCode } from "./previous-not-found.ts";

export const localState = defineRule<"forgotten">({
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
  faults: [
    {
      name: "the last response is not found",
      tape: "websocket-two",
      edit: onExchange(
        (exchange) => ({
          ...exchange,
          bytes: Buffer.from(
            `${JSON.stringify({
              text: JSON.stringify({
                type: "error",
                status: 400,
                error: {
                  type: "invalid_request_error",
                  code: notFoundCode,
                  message: "Not found.",
                  param: "previous_response_id",
                },
              }),
            })}\n`,
          ),
        }),
        1,
      ),
      finds: ["forgotten"],
    },
  ],
});
