import { faultsOf, on } from "../../engine/fault.ts";
import { drop, moveBefore } from "../../tape/edits.ts";
import rule from "./added-before-delta.ts";

export default faultsOf(rule, {
  "not-added": {
    "the text part is never added": on("text", [drop("response.content_part.added")]),
    "the first summary part is never added": on("summary-one", [
      drop("response.reasoning_summary_part.added"),
    ]),
    "a citation is sent before its part": on("annotations", [
      moveBefore("response.output_text.annotation.added", 0, "response.content_part.added"),
    ]),
    "the text part is neither added nor done": on("text", [
      drop("response.content_part.added"),
      drop("response.content_part.done"),
    ]),
  },
});
