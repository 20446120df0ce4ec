import { objectAt, stringAt } from "../../json/json.ts";
import { show } from "../../json/show.ts";
import { isUnknownId } from "../../engine/exchange.ts";
import { defineRule } from "../../engine/rule.ts";
import { refuses } from "../../protocol/http-statuses.ts";
import { wrongStatus } from "../http/status.ts";
import { previousOf } from "./continuation.ts";

export default defineRule({
  id: "state/chain-unknown",
  title: "A request that continues an unknown response is refused with an error code",
  requirement: { openresponses: "must", openai: "must" },
  spec: ["openresponses#previous_response_id", "openai:responses/create#previous_response_id"],
  yieldsTo: ["http/error-status"],
  explains: { status: true },
  messages: {
    accepted:
      "a request with an unknown previous_response_id was answered with status {{status}}; expected a refusal",
    "no-code": "the refusal of an unknown previous_response_id has no error code",
  },
  observe({ exchange, session, report, exercised }) {
    const previous = previousOf(exchange);
    if (!session || previous === undefined || !isUnknownId(session, previous)) return {};
    let refused = false;
    return {
      open({ status }) {
        exercised();
        // A status of 500 is a mistake of its own, whatever its body says.
        refused = refuses(status) && status < 500;
        if (status < 400) report("accepted", wrongStatus(status, "400 or 404"));
      },
      body({ value }) {
        const error = objectAt(value, "error");
        if (!refused || stringAt(error, "code")) return;
        report("no-code", {
          pointer: "/error/code",
          expected: '"previous_response_not_found"',
          actual: show(error?.["code"]),
        });
      },
    };
  },
});
