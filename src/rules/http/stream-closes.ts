import { defineRule } from "../../engine/rule.ts";
import { seconds } from "./silence.ts";

export default defineRule({
  id: "http/stream-closes",
  title: "the body ends soon after the end of the stream",
  requirement: { openresponses: "should", openai: "must" },
  spec: ["openresponses#streaming-http-responses", "openai:responses-streaming"],
  messages: { "stays-open": "the connection stayed open after the end of the stream" },
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
