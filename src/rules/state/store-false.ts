import { defineRule } from "../../engine/rule.ts";
import { wrongStatus } from "../http/status.ts";
import { isThatResponse, isUnstored, targetOf, wantsJson } from "./target.ts";

export default defineRule({
  id: "state/store-false",
  title: "A response created with store:false cannot be retrieved",
  requirement: { openresponses: "must", openai: "must" },
  spec: ["openresponses#store", "openai:responses/create#store"],
  messages: {
    kept: "a request for a response created with store:false was answered with status {{status}}; expected 404",
  },
  observe({ exchange, session, head, report, exercised }) {
    const target = targetOf(exchange, session);
    const known = target?.known;
    if (!known || !wantsJson(target) || !isUnstored(known)) return {};
    return {
      open: exercised,
      body({ kind, value }) {
        if (kind !== "response" || known.deleted || !isThatResponse(value, target)) return;
        const status = head()?.status ?? 200;
        report("kept", wrongStatus(status, "404"));
      },
    };
  },
});
