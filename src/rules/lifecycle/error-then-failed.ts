import { isObject } from "../../json/json.ts";
import { defineRule } from "../../engine/rule.ts";
import {
  chain,
  drop,
  endAs,
  insertAfter,
  moveBefore,
  onEvents,
  renumber,
  stopBefore,
  withoutDone,
} from "../../tape/edits.ts";
import type { WireEvent } from "../../wire/types.ts";
import { isAmbient } from "./ambient.ts";

export default defineRule<"missing" | "between">({
  id: "lifecycle/error-then-failed",
  title: "an error event is followed by response.failed, and by nothing else",
  requirement: { openresponses: "must", openai: "should" },
  spec: ["openresponses#errors", "openai:responses-streaming/error"],
  messages: {
    missing: "the stream ends after an error event, without response.failed",
    between: "{{type}} came after an error event, where only response.failed may follow",
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
  faults: [
    {
      name: "the stream ends with the error",
      tape: "failed",
      edit: drop("response.failed"),
      finds: ["missing"],
    },
    {
      name: "the stream ends with the error, without [DONE]",
      tape: "failed",
      edit: chain(drop("response.failed"), withoutDone()),
      finds: ["missing"],
    },
    {
      name: "the connection breaks after the error",
      tape: "failed",
      edit: chain(stopBefore("response.failed"), endAs({ kind: "cut" })),
      finds: ["missing"],
    },
    {
      name: "the error is all that is sent",
      tape: "failed",
      edit: onEvents((events) => renumber(events.filter(({ event }) => event === "error"))),
      finds: ["missing"],
      alsoFires: ["http/error-before-stream"],
    },
    {
      name: "the text goes on after the error, and that is all",
      tape: "failed",
      edit: chain(moveBefore("error", 0, "response.output_text.delta", 1), drop("response.failed")),
      finds: ["between"],
    },
    {
      name: "the text goes on after the error",
      tape: "failed",
      edit: moveBefore("error", 0, "response.output_text.delta", 1),
      finds: ["between"],
    },
    {
      name: "a second error event",
      tape: "failed",
      edit: insertAfter("error", 0, {
        type: "error",
        error: { type: "server_error", code: "server_error", message: "Again.", param: null },
      }),
      finds: ["between"],
    },
  ],
});
