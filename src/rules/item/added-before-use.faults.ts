import { has } from "../../json/json.ts";
import { faultsOf, on } from "../../engine/fault.ts";
import { drop, insertAfter, keepOnly, patch, patchAll } from "../../tape/edits.ts";
import rule from "./added-before-use.ts";

export default faultsOf(rule, {
  "not-added": {
    "a message is never announced": on("text", [drop("response.output_item.added")]),
    "a call is never announced": on("parallel", [drop("response.output_item.added", 1)]),
    "the text of a new item is sent without an announcement": on("text", [
      insertAfter("response.output_item.done", 0, {
        type: "response.output_text.delta",
        output_index: 0,
        item_id: "msg_2",
        content_index: 0,
        delta: "More.",
        logprobs: [],
      }),
    ]),
    "a summary is streamed for an item that its events do not name": on(
      "summary-one",
      [
        drop("response.output_item.added"),
        patchAll("response.reasoning_summary_text.delta", "/item_id", undefined),
      ],
      { alsoFires: ["schema/event"] },
    ),
    "only the done event of a text is sent": on("text", [
      keepOnly(
        (payload) => has(payload, "response") || payload["type"] === "response.output_text.done",
      ),
    ]),
    "an item that is announced is null": on(
      "text",
      [patch("response.output_item.added", 0, "/item", null)],
      { dialects: ["openresponses"] },
    ),
  },
});
