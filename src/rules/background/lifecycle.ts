import { stringAt } from "../../json/json.ts";
import { show } from "../../json/show.ts";
import { hasEnded, stageOf } from "../../engine/exchange.ts";
import { defineRule } from "../../engine/rule.ts";
import { evidenceOf, storedDifference } from "../state/compare.ts";
import { askedInBackground, targetOf, wantsJson } from "../state/target.ts";

export default defineRule({
  id: "background/lifecycle",
  title:
    "The status of a background response only moves forward, and a finished response stays as it is",
  requirement: { openresponses: "must", openai: "must" },
  spec: ["openresponses#streaming", "openai:responses/get"],
  messages: {
    back: "the status went back from {{before}} to {{after}}",
    changed: "the response changed at {{pointer}} after it had finished",
  },
  perDialect: true,
  observe({ exchange, session, dialect, report, exercised }) {
    const target = targetOf(exchange, session);
    const known = target?.known;
    if (!known || known.deleted || !wantsJson(target) || !askedInBackground(known)) return {};
    const { response: first, latest } = known;
    return {
      body({ kind, value }) {
        const before = stringAt(latest, "status");
        const after = stringAt(value, "status");
        if (kind !== "response" || before === undefined || after === undefined) return;
        exercised();
        if (stageOf(after) < stageOf(before))
          return report("back", {
            pointer: "/status",
            expected: hasEnded(latest) ? show(before) : `${show(before)} or later`,
            actual: show(after),
            args: { before, after },
          });
        // What was terminal in its first answer is compared with that by state/stream-equals-json.
        if (!hasEnded(latest) || hasEnded(first)) return;
        const changed =
          before === after
            ? storedDifference(latest, value, dialect)
            : { pointer: "/status", left: before, right: after };
        // What a cancelled one had come to may still be written down.
        if (!changed || (before === "cancelled" && after === "cancelled")) return;
        report("changed", { ...evidenceOf(changed), args: { pointer: changed.pointer } });
      },
    };
  },
});
