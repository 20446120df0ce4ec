import { isObject } from "../../json/json.ts";
import { show } from "../../json/show.ts";
import { defineRule } from "../../engine/rule.ts";
import { wrongStatus } from "../http/status.ts";
import { isThatResponse, targetOf, wantsJson } from "./target.ts";

export default defineRule({
  id: "state/delete",
  title: "The server confirms that a response is deleted, and then answers 404 for it",
  requirement: { openresponses: "must", openai: "must" },
  spec: ["openai:responses/delete"],
  yieldsTo: ["http/error-status"],
  owns: [{ definition: /^bodies\/deleted$/, pointer: /^\/deleted$/, bodies: true }],
  messages: {
    "not-confirmed": "the answer to DELETE does not have `deleted: true`",
    "still-there":
      "a request for a deleted response was answered with status {{status}}; expected 404",
  },
  observe({ exchange, session, head, report, exercised }) {
    const target = targetOf(exchange, session);
    if (!target?.known) return {};
    const { known } = target;
    return {
      open() {
        if (known.deleted && wantsJson(target)) exercised();
      },
      body({ kind, value }) {
        if (
          kind === "response" &&
          known.deleted &&
          wantsJson(target) &&
          isThatResponse(value, target)
        ) {
          const status = head()?.status ?? 200;
          report("still-there", wrongStatus(status, "404"));
        }
        if (kind !== "deleted" || known.deleted) return;
        exercised();
        if (isObject(value) && value["deleted"] === true) return;
        report("not-confirmed", {
          pointer: "/deleted",
          expected: "true",
          actual: isObject(value) ? show(value["deleted"]) : show(value, 80),
        });
      },
    };
  },
});
