import type { Session } from "../../engine/exchange.ts";
import { defineRule } from "../../engine/rule.ts";
import { refuses } from "../../protocol/http-statuses.ts";
import { wrongStatus } from "../http/status.ts";
import { previousOf } from "./continuation.ts";
import { endedWell, isUnstored, knownAs } from "./target.ts";

/** Whether a later turn may build on a response: it is stored, whole, and still there. */
function canContinue(session: Session, id: string): boolean {
  const known = knownAs(session, id);
  return known !== undefined && !known.deleted && !isUnstored(known) && endedWell(known);
}

export default defineRule({
  id: "state/chain",
  title: "A request can continue a stored response with previous_response_id",
  requirement: { openresponses: "must", openai: "must" },
  spec: ["openresponses#previous_response_id", "openai:responses/create#previous_response_id"],
  explains: { status: true },
  messages: {
    refused: "the server refused to continue a stored response: status {{status}}",
  },
  observe({ exchange, session, report, exercised }) {
    const previous = previousOf(exchange);
    if (!session || previous === undefined || !canContinue(session, previous)) return {};
    return {
      open({ status }) {
        exercised();
        if (refuses(status)) report("refused", wrongStatus(status, "200"));
      },
    };
  },
});
