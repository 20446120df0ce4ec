import { faultsOf, on } from "../../engine/fault.ts";
import { drop, patchItem } from "../../tape/edits.ts";
import rule from "./done-event.ts";

export default faultsOf(rule, {
  missing: {
    "the done event of one of two calls is not sent": on("interleaved", [
      drop("response.function_call_arguments.done", 1),
    ]),
    "only the finished item has the arguments": on("echo", [
      drop("response.function_call_arguments.delta"),
      drop("response.function_call_arguments.done"),
    ]),
    "the done event of a call without a name is not sent": on(
      "call",
      [drop("response.function_call_arguments.done"), patchItem(0, "/name", undefined)],
      { alsoFires: ["call/name-known"] },
    ),
  },
});
