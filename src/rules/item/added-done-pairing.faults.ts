import { faultsOf } from "../../engine/fault.ts";
import { chain, drop, duplicate, find, onEvents, renumber } from "../../tape/edits.ts";
import rule from "./added-done-pairing.ts";

export default faultsOf(rule, {
  "a message is never done": {
    tape: "text",
    edit: drop("response.output_item.done"),
    finds: "not-done",
  },
  "a call is never done": {
    tape: "interleaved",
    edit: drop("response.output_item.done", 2),
    finds: "not-done",
  },
  "the announcement is repeated": {
    tape: "text",
    edit: duplicate("response.output_item.added"),
    finds: "added-twice",
  },
  "the end of the item is repeated": {
    tape: "text",
    edit: duplicate("response.output_item.done"),
    finds: "done-twice",
  },
  "only the done event of a message is sent": {
    tape: "text",
    edit: onEvents((events) => {
      const from = find(events, "response.output_item.added");
      return renumber(events.toSpliced(from, find(events, "response.output_item.done") - from));
    }),
    finds: "not-added",
  },
  "the last message is left open: its text, its part and itself": {
    tape: "text",
    edit: chain(
      drop("response.output_text.done"),
      drop("response.content_part.done"),
      drop("response.output_item.done"),
    ),
    finds: "not-done",
  },
  "the announcement of a call is repeated": {
    tape: "parallel",
    edit: duplicate("response.output_item.added", 1),
    finds: "added-twice",
  },
});
