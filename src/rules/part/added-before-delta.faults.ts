import { faultsOf } from "../../engine/fault.ts";
import { chain, drop, moveBefore } from "../../tape/edits.ts";
import rule from "./added-before-delta.ts";

export default faultsOf(rule, {
  "the text part is never added": {
    tape: "text",
    edit: drop("response.content_part.added"),
    finds: "not-added",
  },
  "the first summary part is never added": {
    tape: "summary-one",
    edit: drop("response.reasoning_summary_part.added"),
    finds: "not-added",
  },
  "a citation precedes the part that it is for": {
    tape: "annotations",
    edit: moveBefore("response.output_text.annotation.added", 0, "response.content_part.added"),
    finds: "not-added",
  },
  "the text part is neither added nor done": {
    tape: "text",
    edit: chain(drop("response.content_part.added"), drop("response.content_part.done")),
    finds: "not-added",
  },
});
