import { isObject } from "../../json/json.ts";
import { defineRule } from "../../engine/rule.ts";
import {
  find,
  insertAfter,
  moveBefore,
  onEvents,
  renumber,
  type TapeEdit,
  type TapeEvent,
} from "../../tape/edits.ts";
import { terminalEvents } from "../../stream/state.ts";
import { isAmbient } from "./ambient.ts";

/** Sends an event again after the last one. */
const againAtEnd = (type: string): TapeEdit =>
  onEvents((events) => {
    const event = events[find(events, type)] as TapeEvent;
    return renumber(events.toSpliced(-1, 0, structuredClone(event)));
  });

export default defineRule<"after">({
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
  faults: [
    {
      name: "an event of the server's own after the end",
      tape: "text",
      edit: insertAfter("response.completed", 0, { type: "acme:trace" }),
      finds: ["after"],
    },
    {
      name: "a keep-alive after the end",
      tape: "text",
      edit: insertAfter("response.completed", 0, { type: "acme:keepalive" }),
      finds: ["after"],
    },
    {
      name: "the item is closed after the end",
      tape: "text",
      edit: moveBefore("response.completed", 0, "response.output_item.done"),
      finds: ["after"],
      alsoFires: ["item/added-done-pairing"],
    },
    {
      name: "an error after the end",
      tape: "text",
      edit: insertAfter("response.completed", 0, {
        type: "error",
        error: { type: "server_error", code: "server_error", message: "Oops.", param: null },
      }),
      finds: ["after"],
    },
    {
      name: "response.in_progress after the end",
      tape: "text",
      edit: againAtEnd("response.in_progress"),
      finds: ["after"],
    },
    {
      name: "response.queued after the end",
      tape: "queued",
      edit: againAtEnd("response.queued"),
      finds: ["after"],
    },
    {
      name: "rate limits after the end",
      tape: "text",
      edit: insertAfter("response.completed", 0, {
        type: "response.rate_limits.updated",
        rate_limits: [],
      }),
      finds: ["after"],
      alsoFires: ["schema/unknown-event"],
      // OpenAI's own servers send them there.
      dialects: ["openresponses"],
    },
  ],
});
