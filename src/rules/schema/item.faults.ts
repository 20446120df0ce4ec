import { faultsOf } from "../../engine/fault.ts";
import { chain, patch } from "../../tape/edits.ts";
import rule from "./item.ts";

export default faultsOf(rule, {
  "a text part has no annotations": {
    tape: "text",
    edit: chain(
      patch("response.content_part.done", 0, "/part/annotations", undefined),
      patch("response.output_item.done", 0, "/item/content/0/annotations", undefined),
      patch("response.completed", 0, "/response/output/0/content/0/annotations", undefined),
    ),
    finds: "invalid",
  },
  "a message begins with a part that is nothing": {
    tape: "text",
    edit: patch("response.output_item.added", 0, "/item/content", [{}]),
    finds: "invalid",
  },
  "a reasoning item of a stream has no summary": {
    tape: "summary",
    edit: patch("response.output_item.added", 0, "/item/summary", undefined),
    finds: "invalid",
  },
  "the log probabilities of a finished text are null": {
    tape: "text",
    edit: chain(
      patch("response.content_part.done", 0, "/part/logprobs", null),
      patch("response.output_item.done", 0, "/item/content/0/logprobs", null),
      patch("response.completed", 0, "/response/output/0/content/0/logprobs", null),
    ),
    finds: "invalid",
  },
});
