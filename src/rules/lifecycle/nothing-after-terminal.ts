import { isObject } from "../../json/json.ts";
import { terminalEvents } from "../../protocol/events.ts";
import { defineRule } from "../../engine/rule.ts";
import { isAmbient } from "./ambient.ts";

export default defineRule({
  id: "lifecycle/nothing-after-terminal",
  title: "no event comes after the terminal event",
  requirement: { openresponses: "must", openai: "must" },
  spec: ["openresponses#streaming", "openai:responses-streaming/response/completed"],
  messages: { after: "{{type}} came after {{terminal}}" },
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
          expected: "nothing",
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
