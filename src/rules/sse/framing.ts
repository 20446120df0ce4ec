import type { FramingFact } from "../../wire/types.ts";
import { defineRule } from "../../engine/rule.ts";
import { isForeignBody } from "../http/request.ts";

/** A legal oddity, noted once however often it comes. */
type Oddity = Extract<FramingFact, { kind: "unknown-field" | "no-data" | "invalid-retry" }>;

export default defineRule({
  id: "sse/framing",
  title: "A blank line ends each event, the last one too",
  requirement: { openresponses: "must", openai: "must" },
  spec: ["whatwg:sse#event-stream-interpretation", "openresponses#streaming-http-responses"],
  messages: {
    unterminated: "no blank line ends the last event, so clients drop it",
    "ignored-line":
      "a line has the field {{field}}, which event streams do not define or which has no valid value; clients ignore the line",
    "no-data": "a frame has no data, so clients do not dispatch it",
  },
  observe({ exchange, state, report, exercised }) {
    if (!exchange.framed) return {};
    let rest: Extract<FramingFact, { kind: "unterminated" }> | undefined;
    const oddity = (fact: Oddity): void => {
      const evidence = { place: fact, expected: "event: and data: lines", level: "may" } as const;
      if (fact.kind === "no-data") {
        const actual =
          fact.event === undefined ? "no event: or data: line" : `event: ${fact.event}`;
        return report("no-data", { ...evidence, actual });
      }
      const field = fact.kind === "unknown-field" ? fact.field : "retry";
      report("ignored-line", { ...evidence, actual: field, args: { field } });
    };
    return {
      fact(fact) {
        if (isForeignBody(fact)) return;
        if (fact.kind === "unterminated") rest = fact;
        if (
          fact.kind === "unknown-field" ||
          fact.kind === "no-data" ||
          fact.kind === "invalid-retry"
        )
          oddity(fact);
      },
      end({ kind }) {
        if (state.events > 0) exercised();
        // A broken connection ends anywhere, and a stream without terminal event is lifecycle/terminal-present's.
        if (!rest || (kind !== "closed" && kind !== "left")) return;
        if (!rest.parsed && !state.terminal) return;
        report("unterminated", {
          place: rest,
          at: rest.parsed && state.last?.unterminated ? state.last : undefined,
          expected: "a blank line",
          actual: `the end of the body after ${JSON.stringify(rest.text.slice(0, 120))}`,
        });
      },
    };
  },
});
