import { isObject, type Json, objectAt } from "../../json/json.ts";
import { show } from "../../json/show.ts";
import { defineRule } from "../../engine/rule.ts";
import { numberOf } from "../../stream/state.ts";
import { onEvents, patch } from "../../tape/edits.ts";

export default defineRule<"missing" | "not-integer">({
  id: "sequence/present",
  title: "every event has an integer sequence_number",
  requirement: { openresponses: "must", openai: "must" },
  spec: ["openresponses#streaming", "openai:responses-streaming"],
  messages: {
    missing: "{{type}} has no sequence_number",
    "not-integer": "the sequence_number of {{type}} is not an integer",
  },
  observe({ exchange, state, report, exercised }) {
    return {
      every(event) {
        const { payload, type } = event;
        if (numberOf(event) !== undefined) return;
        const value: Json | undefined = payload["sequence_number"];
        // The envelope that refuses a WebSocket message is no event of a stream.
        if (exchange.source === "websocket" && type === "error" && isObject(payload["error"]))
          return;
        report(value === undefined ? "missing" : "not-integer", {
          at: event,
          pointer: "/sequence_number",
          expected: "an integer",
          actual: show(value, 80),
          args: { type },
        });
      },
      end() {
        if (state.events > 0) exercised();
      },
    };
  },
  faults: [
    {
      name: "no event is numbered",
      tape: "text",
      edit: onEvents((events) =>
        events.map(({ event, payload }) => {
          if (payload === "[DONE]") return { event, payload };
          const { sequence_number: _, ...rest } = payload;
          return { event, payload: rest };
        }),
      ),
      finds: ["missing"],
    },
    {
      name: "output_item.done is not numbered",
      tape: "text",
      edit: patch("response.output_item.done", 0, "/sequence_number", undefined),
      finds: ["missing"],
    },
    {
      name: "the error event is not numbered",
      tape: "failed",
      edit: patch("error", 0, "/sequence_number", undefined),
      finds: ["missing"],
    },
    {
      name: "a number is a text",
      tape: "text",
      edit: patch("response.completed", 0, "/sequence_number", "12"),
      finds: ["not-integer"],
    },
    {
      name: "the number stands within the response",
      tape: "text",
      edit: onEvents((events) => {
        for (const { payload } of events) {
          const response = payload === "[DONE]" ? undefined : objectAt(payload, "response");
          if (payload === "[DONE]" || !response) continue;
          response["sequence_number"] = payload["sequence_number"] ?? null;
          delete payload["sequence_number"];
        }
        return events;
      }),
      finds: ["missing"],
    },
  ],
});
