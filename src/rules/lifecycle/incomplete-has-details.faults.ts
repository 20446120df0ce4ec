import { faultsOf, on } from "../../engine/fault.ts";
import { patchFinal } from "../../tape/edits.ts";
import rule from "./incomplete-has-details.ts";

export default faultsOf(rule, {
  missing: {
    "response.incomplete has incomplete_details null": on("incomplete", [
      patchFinal("/incomplete_details", null),
    ]),
  },
  field: {
    "incomplete_details is empty": on("incomplete", [patchFinal("/incomplete_details", {})]),
  },
  unexpected: {
    "a completed response has incomplete_details": on("text", [
      patchFinal("/incomplete_details", {
        reason: "max_output_tokens",
      }),
    ]),
  },
  absent: {
    "incomplete_details is left out": on("text", [patchFinal("/incomplete_details", undefined)]),
  },
});
