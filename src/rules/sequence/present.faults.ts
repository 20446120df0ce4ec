import { objectAt } from "../../json/json.ts";
import { faultsOf, on } from "../../engine/fault.ts";
import { onEvents, patch } from "../../tape/edits.ts";
import rule from "./present.ts";

export default faultsOf(rule, {
  missing: {
    "no event is numbered": on(
      "text",
      onEvents((events) =>
        events.map(({ event, payload }) => {
          if (payload === "[DONE]") return { event, payload };
          const { sequence_number: _, ...rest } = payload;
          return { event, payload: rest };
        }),
      ),
    ),
    "output_item.done is not numbered": on(
      "text",
      patch("response.output_item.done", 0, "/sequence_number", undefined),
    ),
    "the error event is not numbered": on(
      "failed",
      patch("error", 0, "/sequence_number", undefined),
    ),
    "the number stands within the response": on(
      "text",
      onEvents((events) => {
        for (const { payload } of events) {
          const response = payload === "[DONE]" ? undefined : objectAt(payload, "response");
          if (payload === "[DONE]" || !response) continue;
          response["sequence_number"] = payload["sequence_number"] ?? null;
          delete payload["sequence_number"];
        }
        return events;
      }),
    ),
  },
  "not-integer": {
    "a number is a text": on("text", patch("response.completed", 0, "/sequence_number", "12")),
  },
});
