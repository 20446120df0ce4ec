import { has } from "../../json/json.ts";
import { faultsOf, on } from "../../engine/fault.ts";
import { drop, duplicate, keepOnly } from "../../tape/edits.ts";
import rule from "./added-done-pairing.ts";

export default faultsOf(rule, {
  "not-done": {
    "a message is never done": on("text", drop("response.output_item.done")),
    "a call is never done": on("interleaved", drop("response.output_item.done", 2)),
    "the last message is left open: its text, its part and itself": on("text", [
      drop("response.output_text.done"),
      drop("response.content_part.done"),
      drop("response.output_item.done"),
    ]),
  },
  "added-twice": {
    "the announcement is repeated": on("text", duplicate("response.output_item.added")),
    "the announcement of a call is repeated": on(
      "parallel",
      duplicate("response.output_item.added", 1),
    ),
  },
  "done-twice": {
    "the end of the item is repeated": on("text", duplicate("response.output_item.done")),
  },
  "not-added": {
    "only the done event of a message is sent": on(
      "text",
      keepOnly(
        (payload) => has(payload, "response") || payload["type"] === "response.output_item.done",
      ),
    ),
  },
});
