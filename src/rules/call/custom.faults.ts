import { faultsOf } from "../../engine/fault.ts";
import { chain, drop, onEvents, patch } from "../../tape/edits.ts";
import rule from "./custom.ts";

export default faultsOf(rule, {
  "the call comes as a function call": {
    tape: "custom-tool",
    edit: onEvents((events) =>
      JSON.parse(
        JSON.stringify(events)
          .replaceAll("custom_tool_call_input", "function_call_arguments")
          .replaceAll("custom_tool_call", "function_call")
          .replaceAll('"input":', '"arguments":')
          .replaceAll("print(", '{\\"input\\":')
          .replaceAll("1)", "1}"),
      ),
    ),
    finds: "as-function",
  },
  "the end of the input is not told": {
    tape: "custom-tool",
    edit: drop("response.custom_tool_call_input.done"),
    finds: "not-done",
  },
  "the input of a call without a name comes with the finished item only": {
    tape: "custom-tool",
    edit: chain(
      drop("response.custom_tool_call_input.delta"),
      drop("response.custom_tool_call_input.delta"),
      drop("response.custom_tool_call_input.done"),
      patch("response.output_item.added", 0, "/item/name", undefined),
      patch("response.output_item.done", 0, "/item/name", undefined),
      patch("response.completed", 0, "/response/output/0/name", undefined),
    ),
    finds: "not-done",
    alsoFires: ["call/name-known"],
  },
});
