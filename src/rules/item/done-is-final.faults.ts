import { faultsOf } from "../../engine/fault.ts";
import { insertAfter, moveBefore } from "../../tape/edits.ts";
import rule from "./done-is-final.ts";

export default faultsOf(rule, {
  "the end of the part follows that of the item": {
    tape: "text",
    edit: moveBefore("response.output_item.done", 0, "response.content_part.done"),
    finds: "after-done",
  },
  "the arguments are done after their item": {
    tape: "call",
    edit: moveBefore("response.output_item.done", 0, "response.function_call_arguments.done"),
    finds: "after-done",
  },
  "a part is added to a finished item": {
    tape: "text",
    edit: insertAfter("response.output_item.done", 0, {
      type: "response.content_part.added",
      output_index: 0,
      item_id: "msg_1",
      content_index: 1,
      part: { type: "output_text", text: "", annotations: [], logprobs: [] },
    }),
    finds: "after-done",
  },
});
