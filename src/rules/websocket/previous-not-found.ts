import { integerAt, objectAt, stringAt } from "../../json/json.ts";
import { show } from "../../json/show.ts";
import { defineRule } from "../../engine/rule.ts";
import { saysNothing } from "../../protocol/http-statuses.ts";
import { continuedBy, notFoundCode } from "./continued.ts";

export default defineRule({
  id: "websocket/previous-not-found",
  title:
    "A turn that continues an unavailable response is refused with previous_response_not_found",
  requirement: { openresponses: "must", openai: "must" },
  spec: ["openresponses#websocket", "openai:responses/create#previous_response_id"],
  messages: {
    accepted: "the turn continues a response that is {{what}}; expected a refusal",
    "another-code":
      "the turn that continues a response that is {{what}} was refused with another code",
  },
  observe({ exchange, session, state, report, exercised }) {
    const continued = continuedBy(exchange, session);
    if (!continued || continued === "recent") return {};
    const what =
      continued === "unknown" ? "unknown" : "neither stored nor kept with the connection";
    return {
      error(event) {
        const status = integerAt(event.payload, "status") ?? 400;
        if (state.created || saysNothing(status)) return;
        exercised();
        const code = stringAt(objectAt(event.payload, "error"), "code");
        if (!code || code === notFoundCode) return;
        report("another-code", {
          at: event,
          pointer: "/error/code",
          expected: show(notFoundCode),
          actual: show(code),
          args: { what },
        });
      },
      "response.created": (event) => {
        if (state.created) return;
        exercised();
        report("accepted", {
          at: event,
          pointer: "/response/previous_response_id",
          expected: `an error message with the code ${notFoundCode}`,
          actual: "a response",
          args: { what },
        });
      },
    };
  },
});
