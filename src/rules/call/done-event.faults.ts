import { faultsOf } from "../../engine/fault.ts";
import { chain, drop, patch } from "../../tape/edits.ts";
import rule from "./done-event.ts";

export default faultsOf(rule, {
  "the done event of one of two calls is not sent": {
    tape: "interleaved",
    edit: drop("response.function_call_arguments.done", 1),
    finds: "missing",
  },
  "the arguments come with the finished item only": {
    tape: "echo",
    edit: chain(
      drop("response.function_call_arguments.delta"),
      drop("response.function_call_arguments.done"),
    ),
    finds: "missing",
  },
  "the done event of a call without a name is not sent": {
    tape: "call",
    edit: chain(
      drop("response.function_call_arguments.done"),
      patch("response.output_item.added", 0, "/item/name", undefined),
      patch("response.output_item.done", 0, "/item/name", undefined),
      patch("response.completed", 0, "/response/output/0/name", undefined),
    ),
    finds: "missing",
    alsoFires: ["call/name-known"],
  },
});
