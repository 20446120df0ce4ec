import { defineRule } from "../../engine/rule.ts";
import { seconds } from "./silence.ts";

export default defineRule({
  id: "http/no-stall",
  title: "a stream that has begun does not fall silent",
  requirement: { openresponses: "must", openai: "must" },
  spec: ["openresponses#streaming-http-responses", "openai:responses-streaming"],
  messages: {
    stalled: "the stream fell silent after {{last}}, before its terminal event",
    endless: "the stream had not come to its terminal event at the time limit",
  },
  observe({ exchange, state, report, exercised }) {
    if (exchange.source === "capture") return {};
    return {
      end({ kind, silentMs }) {
        if (!state.last || kind === "left" || kind === "limit") return;
        exercised();
        if (state.terminal || (kind !== "idle" && kind !== "total")) return;
        const evidence = {
          at: state.last,
          related: [state.first],
          expected: "response.completed, response.incomplete or response.failed",
        };
        if (kind === "idle")
          report("stalled", {
            ...evidence,
            actual: seconds(silentMs),
            args: { last: state.last.type },
          });
        // Slow, but alive: that may be the length of the answer.
        else report("endless", { ...evidence, actual: "still streaming", level: "should" });
      },
    };
  },
});
