import { isObject } from "../../json/json.ts";
import type { WireEvent } from "../../wire/types.ts";
import { defineRule } from "../../engine/rule.ts";
import { isAmbient } from "./ambient.ts";

export default defineRule({
  id: "lifecycle/error-then-failed",
  title: "response.failed is the only event after an error event",
  requirement: { openresponses: "must", openai: "should" },
  spec: ["openresponses#errors", "openai:responses-streaming/error"],
  explains: { response: ["missing"] },
  messages: {
    missing: "the stream ends after an error event, without response.failed",
    between: "{{type}} was sent after an error event; only response.failed is allowed there",
  },
  perDialect: true,
  observe({ exchange, dialect, state, report, exercised }) {
    let error: WireEvent | undefined;
    let strange = false;
    return {
      error(event) {
        // After the end it is lifecycle/nothing-after-terminal's; on a WebSocket a bare envelope refuses the whole message.
        const envelope = exchange.source === "websocket" && !state.created;
        if (state.terminal || (envelope && isObject(event.payload["error"]))) return;
        if (error) return;
        error = event;
        exercised();
      },
      every(event) {
        if (!error || event === error || state.terminal) return;
        if (event.type === "response.failed" || isAmbient(dialect, event)) return;
        strange = true;
        report("between", {
          at: event,
          expected: "response.failed",
          actual: event.type,
          related: [error],
          args: { type: event.type },
        });
      },
      end({ kind }) {
        if (!error || state.terminal || strange || (kind !== "closed" && kind !== "cut")) return;
        report("missing", {
          at: error,
          expected: "response.failed",
          actual: "the end of the stream",
          related: [state.first],
        });
      },
    };
  },
});
