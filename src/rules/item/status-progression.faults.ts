import { faultsOf } from "../../engine/fault.ts";
import { chain, patch } from "../../tape/edits.ts";
import rule from "./status-progression.ts";

export default faultsOf(rule, {
  "a message is added as completed": {
    tape: "text",
    edit: patch("response.output_item.added", 0, "/item/status", "completed"),
    finds: "added",
  },
  "a call is done as in_progress": {
    tape: "call",
    edit: chain(
      patch("response.output_item.done", 0, "/item/status", "in_progress"),
      patch("response.completed", 0, "/response/output/0/status", "in_progress"),
    ),
    finds: "done",
  },
  "a custom tool call is added as completed": {
    tape: "custom-tool",
    edit: patch("response.output_item.added", 0, "/item/status", "completed"),
    finds: "added",
  },
  "a search is added as completed": {
    tape: "phases",
    edit: patch("response.output_item.added", 0, "/item/status", "completed"),
    finds: "added",
  },
  "a reasoning item is added as completed": {
    tape: "summary-one",
    edit: patch("response.output_item.added", 0, "/item/status", "completed"),
    finds: "added",
  },
});
