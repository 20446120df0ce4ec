import { faultsOf } from "../../engine/fault.ts";
import { patch } from "../../tape/edits.ts";
import rule from "./incomplete-has-details.ts";

export default faultsOf(rule, {
  "response.incomplete has incomplete_details null": {
    tape: "incomplete",
    edit: patch("response.incomplete", 0, "/response/incomplete_details", null),
    finds: "missing",
  },
  "incomplete_details is empty": {
    tape: "incomplete",
    edit: patch("response.incomplete", 0, "/response/incomplete_details", {}),
    finds: "field",
  },
  "a completed response has incomplete_details": {
    tape: "text",
    edit: patch("response.completed", 0, "/response/incomplete_details", {
      reason: "max_output_tokens",
    }),
    finds: "unexpected",
  },
  "incomplete_details is left out": {
    tape: "text",
    edit: patch("response.completed", 0, "/response/incomplete_details", undefined),
    finds: "absent",
  },
});
