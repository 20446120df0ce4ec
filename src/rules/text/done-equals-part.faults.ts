import { faultsOf } from "../../engine/fault.ts";
import { chain, drop, patch } from "../../tape/edits.ts";
import rule from "./done-equals-part.ts";

export default faultsOf(rule, {
  "the part is done without its text": {
    tape: "text",
    edit: patch("response.content_part.done", 0, "/part/text", ""),
    finds: "differs",
  },
  "the summary part is done with another text": {
    tape: "summary",
    edit: patch("response.reasoning_summary_part.done", 1, "/part/text", "Second thoughts."),
    finds: "differs",
  },
  "the part is done with another text than its deltas, and the text never": {
    tape: "text",
    edit: chain(
      drop("response.output_text.done"),
      patch("response.content_part.done", 0, "/part/text", "The weather is wet today."),
    ),
    finds: "differs",
    alsoFires: ["part/pairing"],
  },
});
