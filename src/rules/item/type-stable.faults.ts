import { faultsOf } from "../../engine/fault.ts";
import { chain, patch } from "../../tape/edits.ts";
import rule from "./type-stable.ts";

export default faultsOf(rule, {
  "the call_id changes": {
    tape: "call",
    edit: chain(
      patch("response.output_item.done", 0, "/item/call_id", "call_other"),
      patch("response.completed", 0, "/response/output/0/call_id", "call_other"),
    ),
    finds: "changed",
  },
  "the role changes": {
    tape: "text",
    edit: chain(
      patch("response.output_item.done", 0, "/item/role", "user"),
      patch("response.completed", 0, "/response/output/0/role", "user"),
    ),
    finds: "changed",
  },
});
