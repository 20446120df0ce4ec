import { diffJson } from "../../json/diff.ts";
import { isObject, stringAt } from "../../json/json.ts";
import { show } from "../../json/show.ts";
import { hasEnded } from "../../engine/exchange.ts";
import { defineRule } from "../../engine/rule.ts";
import { isRouteMissing, saysNothing } from "../../protocol/http-statuses.ts";
import { wrongStatus } from "../http/status.ts";
import { evidenceOf } from "../state/compare.ts";
import { askedInBackground, targetOf } from "../state/target.ts";

export default defineRule({
  id: "background/cancel",
  title: "Cancelling ends a background response, can be repeated, and changes no other response",
  requirement: { openresponses: "must", openai: "must" },
  spec: ["openai:responses/cancel"],
  yieldsTo: ["http/error-status"],
  explains: { status: true },
  messages: {
    "goes-on": "a cancelled background response has status {{status}}",
    foreground:
      "the server answered the cancellation of a foreground response with status {{status}}",
    refused: "the server refused to cancel a background response: status {{status}}",
    changed: "cancelling a finished response changed it",
  },
  observe({ exchange, session, report, exercised }) {
    const target = targetOf(exchange, session);
    if (!target?.known || target.route !== "cancel") return {};
    const { latest } = target.known;
    // An endpoint may answer in the foreground what was asked for in the background.
    const background = askedInBackground(target.known) && latest["background"] !== false;
    return {
      open({ status }) {
        if (saysNothing(status) || isRouteMissing(status)) return;
        exercised();
        if (!background && status < 300) report("foreground", wrongStatus(status, "400"));
        if (background && status >= 400) report("refused", wrongStatus(status, "200"));
      },
      body({ kind, value }) {
        if (!background || kind !== "response" || !isObject(value)) return;
        exercised();
        const [before, after] = [latest["status"], value["status"]];
        if (!hasEnded(value))
          report("goes-on", {
            pointer: "/status",
            expected: '"cancelled", or the terminal status that it already had',
            actual: show(after),
            args: { status: stringAt(value, "status") ?? "none" },
          });
        else if (hasEnded(latest)) {
          // What else a cancelled response holds may be settled a moment after it is told of first.
          const [changed] =
            after !== before
              ? [{ pointer: "/status", left: before, right: after }]
              : before === "cancelled"
                ? []
                : diffJson(latest, value, { limit: 1 });
          if (changed) report("changed", evidenceOf(changed));
        }
      },
    };
  },
});
