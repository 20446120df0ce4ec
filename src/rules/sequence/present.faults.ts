import { objectAt } from "../../json/json.ts";
import { faultsOf, on } from "../../engine/fault.ts";
import { eachPayload, patch } from "../../tape/edits.ts";
import rule from "./present.ts";

export default faultsOf(rule, {
  missing: {
    "no event is numbered": on(
      "text",
      eachPayload((payload) => delete payload["sequence_number"]),
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
      eachPayload((payload) => {
        const response = objectAt(payload, "response");
        if (!response) return;
        response["sequence_number"] = payload["sequence_number"];
        delete payload["sequence_number"];
      }),
    ),
  },
  "not-integer": {
    "a number is a text": on("text", patch("response.completed", 0, "/sequence_number", "12")),
  },
});
