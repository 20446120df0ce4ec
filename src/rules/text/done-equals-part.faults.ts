import { faultsOf, on } from "../../engine/fault.ts";
import { drop, patch } from "../../tape/edits.ts";
import rule from "./done-equals-part.ts";

export default faultsOf(rule, {
  differs: {
    "the part is done without its text": on("text", [
      patch("response.content_part.done", 0, "/part/text", ""),
    ]),
    "the summary part is done with another text": on("summary", [
      patch("response.reasoning_summary_part.done", 1, "/part/text", "Second thoughts."),
    ]),
    "the text of the part differs from its deltas, and the text is never done": on(
      "text",
      [
        drop("response.output_text.done"),
        patch("response.content_part.done", 0, "/part/text", "The weather is wet today."),
      ],
      { alsoFires: ["part/pairing"] },
    ),
  },
});
