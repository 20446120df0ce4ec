import { faultsOf, on } from "../../engine/fault.ts";
import { patch, patchDone } from "../../tape/edits.ts";
import rule from "./status-progression.ts";

export default faultsOf(rule, {
  added: {
    "a message is added as completed": on("text", [
      patch("response.output_item.added", 0, "/item/status", "completed"),
    ]),
    "a custom tool call is added as completed": on("custom-tool", [
      patch("response.output_item.added", 0, "/item/status", "completed"),
    ]),
    "a search is added as completed": on("phases", [
      patch("response.output_item.added", 0, "/item/status", "completed"),
    ]),
    "a reasoning item is added as completed": on("summary-one", [
      patch("response.output_item.added", 0, "/item/status", "completed"),
    ]),
  },
  done: { "a call is done as in_progress": on("call", [patchDone(0, "/status", "in_progress")]) },
});
