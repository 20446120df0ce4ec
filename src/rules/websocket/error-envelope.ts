import { integerAt, objectAt, textAt } from "../../json/json.ts";
import { show } from "../../json/show.ts";
import { endsTurn } from "../../engine/exchange.ts";
import type { WireEvent } from "../../wire/types.ts";
import { defineRule } from "../../engine/rule.ts";

export default defineRule({
  id: "websocket/error-envelope",
  title: "An error message has a status, a code and a text",
  requirement: { openresponses: "must", openai: "must" },
  spec: ["openresponses#websocket", "openai:responses-streaming"],
  messages: {
    "no-status": "the error message has no HTTP status",
    "no-code": "the error message has no error code",
    "no-message": "the error message has no text that says what is wrong",
  },
  perDialect: true,
  observe({ exchange, dialect, state, report, exercised }) {
    if (exchange.source !== "websocket") return {};
    let judged = false;
    const judge = (event: WireEvent): void => {
      judged = true;
      exercised();
      const { payload } = event;
      const status = integerAt(payload, "status");
      const error = objectAt(payload, "error");
      if (status === undefined || status < 400 || status > 599)
        report("no-status", {
          at: event,
          pointer: "/status",
          expected: "a status from 400 to 599",
          actual: show(payload["status"]),
          // The types of OpenAI's SDK of 2026-11-17 let it be absent.
          ...(status === undefined && dialect.base === "openai" ? { level: "should" } : {}),
        });
      if (textAt(error, "code") === "")
        report("no-code", {
          at: event,
          pointer: "/error/code",
          expected: "a code",
          actual: show(error?.["code"]),
        });
      if (textAt(error, "message") === "")
        report("no-message", {
          at: event,
          pointer: "/error/message",
          expected: "a text",
          actual: show(error?.["message"]),
        });
    };
    /** An error in the middle of a turn: response.failed may follow, or it was the end. */
    let pending: WireEvent | undefined;
    return {
      error(event) {
        pending = event;
        if (endsTurn(event.payload, state.created !== undefined)) judge(event);
      },
      end() {
        if (pending && !judged && !state.terminal) judge(pending);
      },
    };
  },
});
