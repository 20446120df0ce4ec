import type { WireEvent } from "../../wire/types.ts";
import { defineRule } from "../../engine/rule.ts";
import { isAmbient } from "./ambient.ts";

export default defineRule({
  id: "lifecycle/created-first",
  title: "response.created is the first event and is sent once",
  requirement: { openresponses: "must", openai: "must" },
  spec: ["openresponses#streaming", "openai:responses-streaming/response/created"],
  messages: {
    "not-first": "the first event is {{type}}; expected response.created",
    again: "response.created was sent a second time on one stream",
  },
  perDialect: true,
  observe({ dialect, state, report, exercised }) {
    let created: WireEvent | undefined;
    return {
      "response.created"(event) {
        if (!created) created = event;
        else if (!state.resumed)
          report("again", {
            at: event,
            expected: "one response.created",
            actual: "a second one",
            related: [created, state.last],
          });
      },
      end() {
        const { first } = state;
        if (!first || state.resumed) return;
        // An error instead of a stream is http/error-before-stream's and lifecycle/error-then-failed's.
        if (first.type === "error") return;
        exercised();
        if (first === created || (created && isAmbient(dialect, first))) return;
        report("not-first", {
          at: first,
          expected: "response.created",
          actual: first.type,
          related: [created],
          args: { type: first.type },
        });
      },
    };
  },
});
