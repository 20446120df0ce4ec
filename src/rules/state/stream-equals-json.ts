import { sameJson } from "../../json/diff.ts";
import { isObject, objectAt, stringAt } from "../../json/json.ts";
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
    outcome: "the response ended as {{ended}}, but what is stored says {{stored}}",
    differs:
      "the stored response differs at {{pointer}} from the response that was streamed or returned",
  },
  perDialect: true,
  observe({ exchange, session, dialect, report, exercised }) {
    return {
      body({ kind, value }) {
        const target = targetOf(exchange, session);
        const known = target?.known;
        if (kind !== "response" || !known || target.route !== "retrieve") return;
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
        const [ended = "", stored = ""] = [original, value].map((one) => stringAt(one, "status"));
        if (ended !== stored) {
          exercised();
          return report("outcome", {
            pointer: "/status",
            expected: ended,
            actual: stored,
            args: { ended, stored },
          });
        }
        // An answer in JSON to a request for the events is not the stored response that was asked for.
        if (!wantsJson(target)) return;
        exercised();
        const found = storedDifference(original, value, dialect);
        if (found) report("differs", { ...evidenceOf(found), args: { pointer: found.pointer } });
      },
    };
  },
});
