import { show } from "../../json/show.ts";
import { snapshotEvents } from "../../protocol/events.ts";
import { isMessagesEvent } from "../sse/messages-event.ts";
import { defineRule } from "../../engine/rule.ts";
import { isOpen, outcomeOf } from "../lifecycle/outcome.ts";

export default defineRule({
  id: "usage/null-before-end",
  title: "usage is null until the response ends",
  requirement: { openresponses: "must", openai: "must" },
  spec: ["openresponses#response", "openai:responses/object#usage"],
  yieldsTo: ["lifecycle/status-matches-event", "http/success"],
  messageYieldsTo: { absent: ["schema/response:left-out"] },
  messages: {
    early: "usage is set, but the response is {{outcome}}",
    "in-event": "{{type}} has usage",
    absent: "usage is missing; expected null until the response ends",
  },
  perDialect: true,
  observe({ dialect, state, report, exercised }) {
    return {
      every(event) {
        if (event.payload["usage"] === undefined || snapshotEvents.has(event.type)) return;
        if (event.payload["usage"] === null || isMessagesEvent(event.type)) return;
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
});
