import { faultsOf, on } from "../../engine/fault.ts";
import { moveBefore, patch, patchAll, rewrite, textPart } from "../../tape/edits.ts";
import rule from "./kind-matches.ts";

export default faultsOf(rule, {
  part: {
    "a refusal is streamed into a text part": on(
      "refusal",
      [patch("response.content_part.added", 0, "/part", textPart(""))],
      { alsoFinds: ["changed"] },
    ),
  },
  item: {
    "argument deltas are sent before the message that they name": on(
      "empty-text",
      [
        rewrite("response.output_text.done", "response.function_call_arguments.done"),
        patch("response.function_call_arguments.done", 0, "/arguments", "{}"),
        moveBefore("response.function_call_arguments.done", 0, "response.output_item.added"),
      ],
      { alsoFires: ["part/pairing", "item/added-before-use"] },
    ),
    "argument deltas are sent for a message": on(
      "empty-text",
      [
        rewrite("response.output_text.done", "response.function_call_arguments.done"),
        patch("response.function_call_arguments.done", 0, "/arguments", ""),
      ],
      { alsoFires: ["part/pairing"] },
    ),
  },
  changed: {
    "the part is done as a refusal": on("text", [
      patchAll("response.content_part.done", "/part/type", "refusal"),
      patch("response.content_part.done", 0, "/part/refusal", "The weather is sunny today."),
    ]),
  },
});
