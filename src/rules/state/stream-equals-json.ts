import { sameJson } from "../../json/diff.ts";
import { isObject, objectAt } from "../../json/json.ts";
import { hasEnded } from "../../engine/exchange.ts";
import { defineRule } from "../../engine/rule.ts";
import { evidenceOf, storedDifference } from "./compare.ts";
import { isUnstored, targetOf, wantsJson } from "./target.ts";

export default defineRule({
  id: "state/stream-equals-json",
  title: "A stored response equals the terminal snapshot of its stream",
  requirement: { openresponses: "must", openai: "must" },
  spec: ["openai:responses/get"],
  messages: {
    differs:
      "the stored response differs at {{pointer}} from the response that was streamed or returned",
  },
  perDialect: true,
  observe({ exchange, session, dialect, report, exercised }) {
    return {
      body({ kind, value }) {
        const target = targetOf(exchange, session);
        const known = target?.known;
        if (kind !== "response" || !known || !wantsJson(target)) return;
        // That it is there at all is the mistake then.
        if (known.deleted || isUnstored(known)) return;
        const original = known.response;
        // A response still in the making is not final on either side, but what came with its request is.
        if (!hasEnded(original) || !hasEnded(value)) {
          const sent = objectAt(known.request.body, "metadata");
          if (!sent || !isObject(value)) return;
          exercised();
          const stored = value["metadata"];
          if (!sameJson(sent, stored))
            report("differs", {
              ...evidenceOf({ pointer: "/metadata", left: sent, right: stored }),
              args: { pointer: "/metadata" },
            });
          return;
        }
        exercised();
        const found = storedDifference(original, value, dialect);
        if (found) report("differs", { ...evidenceOf(found), args: { pointer: found.pointer } });
      },
    };
  },
});
