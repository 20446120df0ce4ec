import { faultsOf } from "../../engine/fault.ts";
import {
  chain,
  drop,
  find,
  insertAfter,
  onEvents,
  patch,
  patchAll,
  renumber,
} from "../../tape/edits.ts";
import rule from "./added-before-use.ts";

export default faultsOf(rule, {
  "a message is never announced": {
    tape: "text",
    edit: drop("response.output_item.added"),
    finds: "not-added",
  },
  "a call is never announced": {
    tape: "parallel",
    edit: drop("response.output_item.added", 1),
    finds: "not-added",
  },
  "text of a new item follows a closed one unannounced": {
    tape: "text",
    edit: insertAfter("response.output_item.done", 0, {
      type: "response.output_text.delta",
      output_index: 0,
      item_id: "msg_2",
      content_index: 0,
      delta: "More.",
      logprobs: [],
    }),
    finds: "not-added",
  },
  "a summary streams for an item that it does not even name": {
    tape: "summary-one",
    edit: chain(
      drop("response.output_item.added"),
      patchAll("response.reasoning_summary_text.delta", "/item_id", undefined),
    ),
    finds: "not-added",
    alsoFires: ["schema/event"],
  },
  "only the end of a text is streamed": {
    tape: "text",
    edit: onEvents((events) =>
      renumber([
        ...events.slice(0, 2),
        ...events.slice(find(events, "response.output_text.done")).slice(0, 1),
        ...events.slice(-2),
      ]),
    ),
    finds: "not-added",
  },
  "an item that is announced is null": {
    tape: "text",
    edit: patch("response.output_item.added", 0, "/item", null),
    finds: "not-added",
    dialects: ["openresponses"],
  },
});
