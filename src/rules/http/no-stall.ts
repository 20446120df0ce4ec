import { defineRule } from "../../engine/rule.ts";
import { seconds } from "./silence.ts";

export default defineRule({
  id: "http/no-stall",
  title: "A stream that has started sends events until its terminal event",
  requirement: { openresponses: "must", openai: "must" },
  spec: ["openresponses#streaming-http-responses", "openai:responses-streaming"],
  messages: {
    stalled:
      "the server sent nothing more after {{last}} within the time limit (--timeout-idle), and no terminal event",
    endless: "the stream had no terminal event when the time limit was reached (--timeout-total)",
  },
  yieldsTo: ["websocket/failure-announced"],
  chance: { stalled: "load", endless: "load" },
  observe({ exchange, state, report, exercised }) {
    if (exchange.source === "capture") return {};
    return {
      end({ kind, silentMs }) {
        if (!state.last || kind === "left") return;
        // On a WebSocket an error may be all that ends a turn; its form is websocket/error-envelope's.
        if (exchange.source === "websocket" && state.error) return exercised();
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
