import { faultsOf, on } from "../../engine/fault.ts";
import { insertAfter, moveBefore, textPart } from "../../tape/edits.ts";
import rule from "./done-is-final.ts";

export default faultsOf(rule, {
  "after-done": {
    "the part is done after its item": on("text", [
      moveBefore("response.output_item.done", 0, "response.content_part.done"),
    ]),
    "the arguments are done after their item": on("call", [
      moveBefore("response.output_item.done", 0, "response.function_call_arguments.done"),
    ]),
    "a compaction goes on after its item is done": on("compaction", [
      moveBefore("response.output_item.done", 0, "response.compaction.compacting", 1),
    ]),
    "a part is added to a finished item": on("text", [
      insertAfter("response.output_item.done", 0, {
        type: "response.content_part.added",
        output_index: 0,
        item_id: "msg_1",
        content_index: 1,
        part: textPart(""),
      }),
    ]),
  },
});
