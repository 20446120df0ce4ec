import { defineRule } from "../../engine/rule.ts";
import { seconds } from "./silence.ts";

export default defineRule({
  id: "http/stream-closes",
  title: "The server closes the body soon after the last event",
  requirement: { openresponses: "should", openai: "must" },
  spec: ["openresponses#streaming-http-responses", "openai:responses-streaming"],
  messages: { "stays-open": "the connection stayed open after the last event" },
  chance: { "stays-open": "load" },
  observe({ exchange, state, report, exercised }) {
    if (exchange.source !== "http") return {};
    let done = false;
    return {
      fact({ kind }) {
        if (kind === "done") done = true;
      },
      end({ kind, silentMs }) {
        if (state.events === 0 || (!state.terminal && !done)) return;
        const waited = kind === "idle" || kind === "total";
        // Left without waiting: we had a reason of our own to close.
        if (kind !== "closed" && !waited && (kind !== "left" || silentMs === undefined)) return;
        exercised();
        if (kind === "closed") return;
        report("stays-open", {
          at: state.terminal?.event,
          expected: "the end of the body",
          actual: seconds(silentMs),
        });
      },
    };
  },
});
