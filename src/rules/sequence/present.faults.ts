import { objectAt } from "../../json/json.ts";
import { faultsOf } from "../../engine/fault.ts";
import { onEvents, patch } from "../../tape/edits.ts";
import rule from "./present.ts";

export default faultsOf(rule, {
  "no event is numbered": {
    tape: "text",
    edit: onEvents((events) =>
      events.map(({ event, payload }) => {
        if (payload === "[DONE]") return { event, payload };
        const { sequence_number: _, ...rest } = payload;
        return { event, payload: rest };
      }),
    ),
    finds: "missing",
  },
  "output_item.done is not numbered": {
    tape: "text",
    edit: patch("response.output_item.done", 0, "/sequence_number", undefined),
    finds: "missing",
  },
  "the error event is not numbered": {
    tape: "failed",
    edit: patch("error", 0, "/sequence_number", undefined),
    finds: "missing",
  },
  "a number is a text": {
    tape: "text",
    edit: patch("response.completed", 0, "/sequence_number", "12"),
    finds: "not-integer",
  },
  "the number stands within the response": {
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
    finds: "missing",
  },
});
