import { show } from "../../json/show.ts";
import type { Session } from "../../engine/exchange.ts";
import { defineRule } from "../../engine/rule.ts";
import { errorWords } from "../../protocol/error-words.ts";
import { refuses } from "../../protocol/http-statuses.ts";
import { wrongStatus } from "../http/status.ts";
import { previousOf } from "./continuation.ts";
import { endedWell, isUnstored, knownAs } from "./target.ts";

/** Whether a later turn may build on a response: it is stored, whole, and still there. */
function canContinue(session: Session, id: string): boolean {
  const known = knownAs(session, id);
  return known !== undefined && !known.deleted && !isUnstored(known) && endedWell(known);
}

/** What the refusal of an earlier response speaks of. */
const aboutChaining =
  /previous|respon|conversation|histor|session|chain|continu|stor|not found|exist|support|implement|item_reference/i;

/** What the refusal of an input speaks of. */
const aboutInput = /\b(input|items?|messages?|roles?|content|tools?)\b/i;

export default defineRule({
  id: "state/chain",
  title: "A request can continue a stored response with previous_response_id",
  requirement: { openresponses: "must", openai: "must" },
  spec: ["openresponses#previous_response_id", "openai:responses/create#previous_response_id"],
  explains: { status: true },
  messages: {
    refused: "the server refused to continue a stored response: status {{status}}{{words}}",
    input:
      "the server refused the input of a turn that continues a response: status {{status}}{{words}}",
  },
  observe({ exchange, session, head, report, exercised }) {
    const previous = previousOf(exchange);
    if (!session || previous === undefined || !canContinue(session, previous)) return {};
    let words: string | undefined;
    return {
      open: exercised,
      end() {
        const status = head()?.status;
        if (status === undefined || !refuses(status)) return;
        // The words say whether it is the earlier response that the server minds, or something else.
        const other = aboutInput.test(words ?? "") && !aboutChaining.test(words ?? "");
        report(other ? "input" : "refused", {
          ...wrongStatus(status, "200"),
          args: { status, words: words === undefined ? "" : `: ${show(words, 300)}` },
        });
      },
      body({ value }) {
        words = errorWords(value);
      },
    };
  },
});
