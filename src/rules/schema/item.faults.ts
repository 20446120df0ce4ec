import { faultsOf, on } from "../../engine/fault.ts";
import { patch, patchBody, patchDone, textPart } from "../../tape/edits.ts";
import rule from "./item.ts";

export default faultsOf(rule, {
  invalid: {
    "a text part has no annotations": on("text", [
      patch("response.content_part.done", 0, "/part/annotations", undefined),
      patchDone(0, "/content/0/annotations", undefined),
    ]),
    "the first part of a message is an empty object": on("text", [
      patch("response.output_item.added", 0, "/item/content", [{}]),
    ]),
    "a reasoning item of a stream has no summary": on("summary", [
      patch("response.output_item.added", 0, "/item/summary", undefined),
    ]),
    "an item of a plain answer has a status that does not exist": on("plain", [
      patchBody("/output/0/status", "done"),
    ]),
    "the log probabilities of a finished text are null": on("text", [
      patch("response.content_part.done", 0, "/part/logprobs", null),
      patchDone(0, "/content/0/logprobs", null),
    ]),
  },
  "input-only": {
    "the output has an item that changes the configuration": on(
      "plain",
      [
        patchBody("/output/1", {
          type: "configuration_update",
          id: "cfg_1",
          status: "completed",
          reasoning: { effort: "low" },
        }),
      ],
      { dialects: ["openai"] },
    ),
  },
  "foreign-part": {
    "a finished reasoning item has an output_text": on("summary-one", [
      patchDone(0, "/content", [textPart("One thought.")]),
    ]),
  },
});
