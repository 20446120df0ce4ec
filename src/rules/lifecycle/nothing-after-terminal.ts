import { isObject } from "../../json/json.ts";
import { terminalEvents } from "../../protocol/events.ts";
import { defineRule } from "../../engine/rule.ts";
import { isAmbient } from "./ambient.ts";

export default defineRule({
  id: "lifecycle/nothing-after-terminal",
  title: "The terminal event is the last event",
  requirement: { openresponses: "must", openai: "must" },
  spec: ["openresponses#streaming", "openai:responses-streaming/response/completed"],
  messages: { after: "{{type}} was sent after the terminal event {{terminal}}" },
  yieldsTo: ["lifecycle/created-first"],
  perDialect: true,
  observe({ dialect, exchange, state, report, exercised }) {
    return {
      every(event) {
        // A second terminal event is lifecycle/terminal-present's.
        if (!state.terminal || terminalEvents.has(event.type) || isAmbient(dialect, event)) return;
        // On a WebSocket the refusal of a later message may come on the heels of a turn.
        const { payload, type } = event;
        if (exchange.source === "websocket" && type === "error" && isObject(payload["error"]))
          return;
        const terminal = state.terminal.event;
        report("after", {
          at: event,
          expected: "no more events",
          actual: type,
          related: [terminal],
          args: { type, terminal: terminal.type },
        });
      },
      end() {
        if (state.terminal) exercised();
      },
    };
  },
});
