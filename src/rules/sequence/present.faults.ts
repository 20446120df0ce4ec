import { objectAt } from "../../json/json.ts";
import { faultsOf, on } from "../../engine/fault.ts";
import { eachPayload, patch } from "../../tape/edits.ts";
import rule from "./present.ts";

export default faultsOf(rule, {
  missing: {
    "no event has a number": on("text", [
      eachPayload((payload) => delete payload["sequence_number"]),
    ]),
    "output_item.done has no number": on("text", [
      patch("response.output_item.done", 0, "/sequence_number", undefined),
    ]),
    "the error event has no number": on("failed", [
      patch("error", 0, "/sequence_number", undefined),
    ]),
    "the number is inside the response": on("text", [
      eachPayload((payload) => {
        const response = objectAt(payload, "response");
        if (!response) return;
        response["sequence_number"] = payload["sequence_number"];
        delete payload["sequence_number"];
      }),
    ]),
  },
  "not-integer": {
    "a number is a string": on("text", [patch("response.completed", 0, "/sequence_number", "12")]),
  },
});
