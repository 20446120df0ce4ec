import type { WireEvent } from "../../wire/types.ts";
import { terminalEvents } from "../../protocol/events.ts";
import { isSteer } from "../../engine/exchange.ts";
import { defineRule } from "../../engine/rule.ts";

const expected = "response.completed, response.incomplete or response.failed";

export default defineRule({
  id: "lifecycle/terminal-present",
  title: "A stream ends with exactly one terminal event",
  requirement: { openresponses: "must", openai: "must" },
  spec: ["openresponses#streaming", "openai:responses-streaming/response/completed"],
  explains: { response: ["missing"] },
  messages: {
    missing: "the stream ends after {{last}}, without a terminal event",
    cut: "the connection broke after {{last}}, before a terminal event",
    another: "{{type}} was sent after {{first}}, which had already ended the stream",
  },
  yieldsTo: ["lifecycle/created-first"],
  messageYieldsTo: { missing: ["sse/json-data:error-body"] },
  observe({ exchange, session, state, report, exercised }) {
    const terminal = (event: WireEvent): void => {
      const first = state.terminal?.event;
      if (first)
        report("another", {
          at: event,
          expected: "one terminal event",
          actual: `${first.type}, then ${event.type}`,
          related: [first],
          args: { type: event.type, first: first.type },
        });
    };
    /** A background response may have been cancelled meanwhile: then its stream just ends. */
    const mayJustEnd = (last: WireEvent): boolean => {
      const response = state.latest?.response ?? {};
      if (last.type === "response.cancelled" || response["status"] === "cancelled") return true;
      if (session?.cancelled.has(String(response["id"]))) return true;
      return state.offline && response["background"] === true;
    };
    let done = false;
    return {
      ...Object.fromEntries([...terminalEvents].map((type) => [type, terminal])),
      fact({ kind }) {
        if (kind === "done") done = true;
      },
      end({ kind, detail }) {
        if (state.terminal) return exercised();
        // An error that nothing follows is lifecycle/error-then-failed's; a stream that we gave up on is http/no-stall's.
        const { last } = state;
        if (!last || state.error || isSteer(exchange) || mayJustEnd(last)) return;
        // We leave a stream that stays open after [DONE]: it had said that it was over.
        if (kind !== "closed" && kind !== "cut" && (kind !== "left" || !done)) return;
        exercised();
        report(kind === "cut" ? "cut" : "missing", {
          at: last,
          expected,
          actual: kind === "cut" ? (detail ?? "a broken connection") : "the end of the stream",
          related: [state.first],
          args: { last: last.type },
        });
      },
    };
  },
});
