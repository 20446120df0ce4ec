import type { FramingFact } from "../../wire/types.ts";
import { defineRule } from "../../engine/rule.ts";

export default defineRule({
  id: "sse/done-sentinel",
  title: "`data: [DONE]` is sent once, as the last frame of the stream",
  requirement: { openresponses: "must", openai: "must" },
  spec: ["openresponses#streaming-http-responses", "openai:responses-streaming"],
  messages: {
    missing: "the stream ends without `data: [DONE]`",
    again: "`data: [DONE]` was sent a second time",
    "not-last": "{{type}} was sent after `data: [DONE]`",
    inexact: "the sentinel has extra white space around [DONE]",
  },
  perDialect: true,
  observe({ exchange, dialect, state, report, exercised }) {
    if (!exchange.framed) return {};
    let first: Extract<FramingFact, { kind: "done" }> | undefined;
    return {
      fact(fact) {
        if (fact.kind !== "done") return;
        if (first)
          return report("again", { place: fact, expected: "one [DONE]", actual: "a second one" });
        first = fact;
        if (!fact.exact)
          report("inexact", {
            place: fact,
            expected: "data: [DONE]",
            actual: `data: ${JSON.stringify(fact.data)}`,
            // Clients of OpenAI compare the beginning only.
            ...(dialect.facts.doneSentinel === "optional" ? { level: "should" } : {}),
          });
      },
      every(event) {
        if (first)
          report("not-last", {
            at: event,
            expected: "the end of the stream",
            actual: event.type,
            args: { type: event.type },
          });
      },
      end({ kind, silentMs }) {
        if (first) return exercised();
        // Optional, or another rule's: a stream without terminal event, one that was cut, the rest of another stream.
        if (dialect.facts.doneSentinel === "optional" || !state.terminal || state.resumed) return;
        if (kind !== "closed" && !(kind === "left" && silentMs !== undefined)) return;
        exercised();
        report("missing", {
          at: state.terminal.event,
          expected: "data: [DONE]",
          actual: "the end of the body",
        });
      },
    };
  },
});
