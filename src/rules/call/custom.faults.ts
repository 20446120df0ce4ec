import { faultsOf, on } from "../../engine/fault.ts";
import { drop, dropAll, onEvents, patchItem } from "../../tape/edits.ts";
import rule from "./custom.ts";

export default faultsOf(rule, {
  "as-function": {
    "the call is sent as a function call": on("custom-tool", [
      onEvents((events) =>
        JSON.parse(
          JSON.stringify(events)
            .replaceAll("custom_tool_call_input", "function_call_arguments")
            .replaceAll("custom_tool_call", "function_call")
            .replaceAll('"input":', '"arguments":')
            .replaceAll("print(", '{\\"input\\":')
            .replaceAll("1)", "1}"),
        ),
      ),
    ]),
  },
  "not-done": {
    "the done event of the input is not sent": on("custom-tool", [
      drop("response.custom_tool_call_input.done"),
    ]),
    "only the finished item has the input of a call without a name": on(
      "custom-tool",
      [
        dropAll("response.custom_tool_call_input.delta"),
        drop("response.custom_tool_call_input.done"),
        patchItem(0, "/name", undefined),
      ],
      { alsoFires: ["call/name-known"] },
    ),
  },
});
