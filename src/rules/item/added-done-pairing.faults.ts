import { has } from "../../json/json.ts";
import { faultsOf, on } from "../../engine/fault.ts";
import { drop, duplicate, keepOnly, patchFinal } from "../../tape/edits.ts";
import rule from "./added-done-pairing.ts";

export default faultsOf(rule, {
  "not-done": {
    "a message is never done": on("text", [drop("response.output_item.done")]),
    "a message is never done, and the response has no output at the end": on(
      "text",
      [drop("response.output_item.done"), patchFinal("/output", null)],
      { alsoFires: ["schema/response"] },
    ),
    "a call is never done": on("interleaved", [drop("response.output_item.done", 2)]),
    "the last message is left open, with its text and its part": on("text", [
      drop("response.output_text.done"),
      drop("response.content_part.done"),
      drop("response.output_item.done"),
    ]),
  },
  "added-twice": {
    "a message is added twice": on("text", [duplicate("response.output_item.added")]),
    "a call is added twice": on("parallel", [duplicate("response.output_item.added", 1)]),
  },
  "done-twice": {
    "a message is done twice": on("text", [duplicate("response.output_item.done")]),
  },
  "not-added": {
    "only the done event of a message is sent": on("text", [
      keepOnly(
        (payload) => has(payload, "response") || payload["type"] === "response.output_item.done",
      ),
    ]),
  },
});
