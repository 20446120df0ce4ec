import { show } from "../../json/show.ts";
import { defineRule } from "../../engine/rule.ts";
import { patch } from "../../tape/edits.ts";
import { snapshotEvents } from "../../stream/state.ts";
import { isOpen, outcomeOf } from "../lifecycle/outcome.ts";

const usage = {
  input_tokens: 12,
  input_tokens_details: { cached_tokens: 0 },
  output_tokens: 0,
  output_tokens_details: { reasoning_tokens: 0 },
  total_tokens: 12,
};

export default defineRule<"early" | "in-event" | "absent">({
  id: "usage/null-before-end",
  title: "usage comes with the end of the response, not before",
  requirement: { openresponses: "must", openai: "must" },
  spec: ["openresponses#response", "openai:responses/object#usage"],
  yieldsTo: ["lifecycle/status-matches-event", "http/success"],
  messages: {
    early: "usage is set although the response is {{outcome}}",
    "in-event": "{{type}} carries usage",
    absent: "usage is left out; until the end it is null",
  },
  perDialect: true,
  observe({ dialect, state, report, exercised }) {
    return {
      every(event) {
        if (event.payload["usage"] === undefined || snapshotEvents.has(event.type)) return;
        if (event.payload["usage"] === null) return;
        report("in-event", {
          at: event,
          pointer: "/usage",
          expected: "usage in the terminal event only",
          actual: show(event.payload["usage"]),
          args: { type: event.type },
        });
      },
      snapshot(snapshot) {
        const { response, event } = snapshot;
        const outcome = outcomeOf(snapshot);
        if (outcome === undefined || !isOpen(outcome)) return;
        exercised();
        const value = response["usage"];
        if (value === null || (value === undefined && dialect.facts.absentForNull)) return;
        const pointer = `${snapshot.pointer}/usage`;
        const evidence = { at: event, pointer, expected: "null", actual: show(value) };
        report(value === undefined ? "absent" : "early", { ...evidence, args: { outcome } });
      },
      end() {
        if (state.events > 0) exercised();
      },
    };
  },
  faults: [
    {
      name: "response.created counts already",
      tape: "text",
      edit: patch("response.created", 0, "/response/usage", usage),
      finds: ["early"],
    },
    {
      name: "response.in_progress has an empty usage",
      tape: "text",
      edit: patch("response.in_progress", 0, "/response/usage", {}),
      finds: ["early"],
    },
    {
      name: "a delta carries usage",
      tape: "text",
      edit: patch("response.output_text.delta", 1, "/usage", usage),
      finds: ["in-event"],
    },
    {
      name: "usage is left out of response.created",
      tape: "text",
      edit: patch("response.created", 0, "/response/usage", undefined),
      finds: ["absent"],
      dialects: ["openresponses"],
    },
  ],
});
