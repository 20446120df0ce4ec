import { elementsAt } from "../../json/json.ts";
import { defineRule } from "../../engine/rule.ts";
import { isRouteMissing, saysNothing } from "../../protocol/http-statuses.ts";
import { wrongStatus } from "../http/status.ts";
import { isGone, isThatResponse, targetOf, wantsJson } from "./target.ts";

export default defineRule({
  id: "state/not-found",
  title: "A request for an unknown response id is answered with 404",
  requirement: { openresponses: "must", openai: "must" },
  spec: ["openai:responses/get"],
  yieldsTo: ["http/error-status"],
  explains: { status: true },
  messages: {
    "wrong-status":
      "a request for an unknown response id was answered with status {{status}}; expected 404",
  },
  observe({ exchange, session, head, report, exercised }) {
    const target = targetOf(exchange, session);
    if (!target || target.route === "cancel") return {};
    const { unknown } = target;
    if (!unknown && !(isGone(target) && wantsJson(target))) return {};
    let there = false;
    let listed = false;
    return {
      open: exercised,
      body({ kind, value }) {
        there = kind === "response" && isThatResponse(value, target);
        listed = kind === "input_items" && elementsAt(value, "data").length > 0;
      },
      end() {
        const status = head()?.status;
        if (status === undefined || saysNothing(status) || isRouteMissing(status)) return;
        // That a response which must be gone is still there has rules of its own.
        if (there && !unknown) return;
        // Nobody makes up the input of a response: a recording that has it need not show how the response was made.
        if (listed) return;
        report("wrong-status", wrongStatus(status, "404"));
      },
    };
  },
});
