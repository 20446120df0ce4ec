import { integerAt } from "../../json/json.ts";
import { show } from "../../json/show.ts";
import { defineRule } from "../../engine/rule.ts";
import { onBody, patch } from "../../tape/edits.ts";
import { isOpen, outcomeOf } from "./outcome.ts";

export default defineRule<"missing" | "early" | "before-creation" | "absent">({
  id: "lifecycle/completed-at",
  title: "completed_at is set on completion, and not before",
  requirement: { openresponses: "must", openai: "must" },
  spec: ["openresponses#response", "openai:responses/object#completed_at"],
  yieldsTo: ["lifecycle/status-matches-event", "http/success"],
  messages: {
    missing: "the completed response has completed_at null",
    early: "completed_at is set although the response is {{outcome}}",
    "before-creation": "completed_at lies before created_at",
    absent: "completed_at is left out; until the response is completed it is null",
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
        if (outcome === "completed" && value === null)
          report("missing", { ...seen, expected: "seconds since 1970" });
        // Whether a response that ended otherwise has the time of its end is left open.
        // A time that is no number is neither before nor after another.
        const created = integerAt(response, "created_at") ?? NaN;
        const completed = integerAt(response, "completed_at") ?? NaN;
        if (completed < created)
          report("before-creation", { ...seen, expected: `${created} or later` });
      },
    };
  },
  faults: [
    {
      name: "an incomplete response ended before it began",
      tape: "incomplete",
      edit: patch("response.incomplete", 0, "/response/completed_at", 7),
      finds: ["before-creation"],
    },
    {
      name: "response.completed has completed_at null",
      tape: "text",
      edit: patch("response.completed", 0, "/response/completed_at", null),
      finds: ["missing"],
    },
    {
      name: "response.created has a completed_at",
      tape: "text",
      edit: patch("response.created", 0, "/response/completed_at", 1_767_225_600),
      finds: ["early"],
    },
    {
      name: "a plain answer was completed before it was created",
      tape: "plain",
      edit: onBody((body) => ({ ...body, completed_at: 1_767_225_000 })),
      finds: ["before-creation"],
    },
    {
      name: "completed_at is left out at the end",
      tape: "text",
      edit: patch("response.completed", 0, "/response/completed_at", undefined),
      finds: ["absent"],
      dialects: ["openresponses"],
    },
    {
      name: "completed_at is left out",
      tape: "text",
      edit: patch("response.in_progress", 0, "/response/completed_at", undefined),
      finds: ["absent"],
      dialects: ["openresponses"],
    },
  ],
});
