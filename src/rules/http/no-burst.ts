import { defineRule } from "../../engine/rule.ts";
import { isCreate } from "./request.ts";

/** Milliseconds from the headers to the first snapshot. Before that a request may wait for its turn. */
const longWait = 10_000;
/** Most milliseconds from the first snapshot to the terminal event of a stream that was sent at once. */
const atOnce = 500;

export default defineRule({
  id: "http/no-burst",
  title: "Events are sent as they are made, not all together at the end",
  requirement: { openresponses: "should", openai: "should" },
  spec: ["openresponses#streaming-http-responses", "openai:responses-streaming"],
  messages: {
    burst: "the response began to stream long after the headers, and all its events came together",
  },
  chance: { burst: "load" },
  observe({ exchange, state, head, report, exercised }) {
    // What a replay sends was made before.
    if (!isCreate(exchange)) return {};
    return {
      end() {
        const [first, last] = [state.created?.event, state.terminal?.event];
        const wait = (first?.at ?? NaN) - (head()?.at ?? NaN);
        const took = (last?.at ?? NaN) - (first?.at ?? NaN);
        // Only a run, or a recording that kept times, knows them.
        if (Number.isNaN(wait) || Number.isNaN(took)) return;
        exercised();
        if (wait < longWait || took > atOnce) return;
        report("burst", {
          at: first,
          related: [last],
          expected: "response.created soon after the headers, and each event when it is made",
          actual: `${(wait / 1000).toFixed(1)} s without an event, then all within ${Math.ceil(took)} ms`,
        });
      },
    };
  },
});
