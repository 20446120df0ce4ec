import { isObject, stringAt } from "../../json/json.ts";
import { diffJson } from "../../json/diff.ts";
import { show } from "../../json/show.ts";
import { hasEnded } from "../../engine/exchange.ts";
import { defineRule } from "../../engine/rule.ts";
import { answerLike, onBody, onExchange } from "../../tape/edits.ts";
import { askedInBackground, notOffered, targetOf } from "../state/target.ts";

export default defineRule<"goes-on" | "foreground" | "refused" | "changed">({
  id: "background/cancel",
  title: "cancelling ends a background response, again and again, and nothing else",
  requirement: { openresponses: "must", openai: "must" },
  spec: ["openai:responses/cancel"],
  yieldsTo: ["http/error-status"],
  messages: {
    "goes-on": "a cancelled background response has status {{status}}",
    foreground: "cancelling a foreground response was answered with status {{status}}",
    refused: "cancelling a background response was refused with status {{status}}",
    changed: "cancelling a finished response changed it",
  },
  observe({ exchange, session, report, exercised }) {
    const target = targetOf(exchange, session);
    if (!target?.known || target.method !== "POST" || target.rest !== "/cancel") return {};
    const { latest } = target.known;
    // An endpoint may answer in the foreground what was asked for in the background.
    const background = askedInBackground(target.known) && latest["background"] !== false;
    return {
      open({ status }) {
        if (notOffered.has(status) || status >= 500) return;
        exercised();
        if (!background && status < 300)
          report("foreground", {
            expected: "status 400",
            actual: `status ${status}`,
            args: { status },
          });
        if (background && status >= 400)
          report("refused", {
            expected: "status 200",
            actual: `status ${status}`,
            args: { status },
          });
      },
      body({ kind, value }) {
        if (!background || kind !== "response" || !isObject(value)) return;
        exercised();
        const [before, after] = [latest["status"], value["status"]];
        if (!hasEnded(value))
          report("goes-on", {
            pointer: "/status",
            expected: '"cancelled" (or how it had ended before)',
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
          if (changed)
            report("changed", {
              pointer: changed.pointer,
              expected: show(changed.left),
              actual: show(changed.right),
            });
        }
      },
    };
  },
  faults: [
    {
      name: "the response goes on",
      tape: "cancelled",
      edit: onBody((body) => ({ ...body, status: "in_progress" }), 1),
      finds: ["goes-on"],
    },
    {
      name: "cancelling is refused",
      tape: "cancelled",
      edit: onExchange(
        (exchange) => ({
          ...exchange,
          response: { status: 400, headers: { "content-type": "application/json" } },
          bytes: Buffer.from(
            '{"error":{"message":"no","type":"invalid_request","code":null,"param":null}}',
          ),
        }),
        1,
      ),
      finds: ["refused"],
    },
    {
      name: "cancelling is refused with the status of a success",
      tape: "cancelled",
      edit: onBody(() => ({ error: { message: "no", type: "invalid_request_error" } }), 1),
      finds: [],
      alsoFires: ["http/error-status"],
    },
    {
      name: "a foreground response can be cancelled",
      tape: "cancel-foreground",
      edit: answerLike(0, 1),
      finds: ["foreground"],
    },
    {
      name: "a finished response becomes cancelled",
      tape: "cancel-finished",
      edit: onBody((body) => ({ ...body, status: "cancelled", completed_at: null }), 1),
      finds: ["changed"],
    },
    {
      name: "a finished response loses its output",
      tape: "cancel-finished",
      edit: onBody((body) => ({ ...body, output: [] }), 1),
      finds: ["changed"],
    },
    {
      name: "a cancelled response becomes failed",
      tape: "cancelled",
      edit: onBody(
        (body) => ({
          ...body,
          status: "failed",
          error: { code: "server_error", message: "no" },
        }),
        2,
      ),
      finds: ["changed"],
    },
  ],
});
