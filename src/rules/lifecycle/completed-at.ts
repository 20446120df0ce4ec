import { integerAt } from "../../json/json.ts";
import { show } from "../../json/show.ts";
import { defineRule } from "../../engine/rule.ts";
import { isOpen, outcomeOf } from "./outcome.ts";

export default defineRule({
  id: "lifecycle/completed-at",
  title: "completed_at is set if the response is completed, and is null otherwise",
  requirement: { openresponses: "must", openai: "must" },
  spec: ["openresponses#response", "openai:responses/object#completed_at"],
  yieldsTo: ["lifecycle/status-matches-event", "http/success"],
  messageYieldsTo: {
    missing: ["state/stream-equals-json:outcome"],
    absent: ["schema/response:left-out"],
  },
  owns: [{ pointer: /(^|\/response)\/completed_at$/ }],
  messages: {
    missing: "the response is completed, but completed_at is null",
    early: "completed_at is set, but the response is {{outcome}}",
    "not-completed": "completed_at is set, but the response ended as {{outcome}}",
    "before-creation": "completed_at is earlier than created_at",
    absent: "completed_at is missing; the response is {{outcome}}",
  },
  perDialect: true,
  observe({ dialect, report, exercised }) {
    return {
      snapshot(snapshot) {
        const { response, event } = snapshot;
        const value = response["completed_at"];
        // That it is a number of seconds is schema/timestamps'.
        const outcome = outcomeOf(snapshot);
        if (outcome === undefined || (value === undefined && dialect.facts.absentForNull)) return;
        exercised();
        const place = { at: event, pointer: `${snapshot.pointer}/completed_at`, args: { outcome } };
        const seen = { ...place, actual: show(value) };
        if (value === undefined)
          return report("absent", {
            ...seen,
            expected: outcome === "completed" ? "seconds since 1970" : "null",
          });
        if (isOpen(outcome)) {
          if (value !== null) report("early", { ...seen, expected: "null" });
          return;
        }
        if (outcome !== "completed") {
          // "Only present when the status is completed" in OpenAI's reference, and null or absent in all recordings of its
          // servers that ended otherwise. Open Responses says no more than when it is set.
          if (value !== null)
            report("not-completed", {
              ...seen,
              expected: "null",
              ...(dialect.base === "openresponses" ? { level: "should" } : {}),
            });
          return;
        }
        if (value === null) report("missing", { ...seen, expected: "seconds since 1970" });
        // A time that is no number is neither before nor after another.
        const created = integerAt(response, "created_at") ?? NaN;
        const completed = integerAt(response, "completed_at") ?? NaN;
        if (completed < created)
          report("before-creation", { ...seen, expected: `${created} or later` });
      },
    };
  },
});
