import type { WireEvent } from "../../wire/types.ts";
import { defineRule } from "../../engine/rule.ts";
import { isCreate, mediaType, wantsStream } from "./request.ts";

/** Milliseconds from the headers to response.created. Before that a request may wait for its turn. */
const longWait = 10_000;
/** Most milliseconds from response.created to the terminal event of a stream that was sent at once. */
const atOnce = 500;

export default defineRule({
  id: "http/no-burst",
  title: "Events are sent as they are made, not all together at the end",
  requirement: { openresponses: "should", openai: "should" },
  spec: ["openresponses#streaming-http-responses", "openai:responses-streaming"],
  messages: {
    burst:
      "response.created came long after the headers, and all other events came together with it",
  },
  observe({ exchange, state, head, report, exercised }) {
    // What a replay sends was made before.
    if (exchange.source !== "http" || !isCreate(exchange) || !wantsStream(exchange)) return {};
    let created: WireEvent | undefined;
    return {
      "response.created": (event) => void (created ??= event),
      end() {
        const info = head();
        const last = state.terminal?.event;
        if (mediaType(info?.headers["content-type"]) !== "text/event-stream") return;
        if (info?.at === undefined || created?.at === undefined || last?.at === undefined) return;
        exercised();
        const wait = created.at - info.at;
        if (wait < longWait || last.at - created.at > atOnce) return;
        report("burst", {
          at: created,
          related: [last],
          expected: "response.created soon after the headers, and each event when it is made",
          actual: `${(wait / 1000).toFixed(1)} s without an event, then all within ${Math.ceil(last.at - created.at)} ms`,
        });
      },
    };
  },
});
