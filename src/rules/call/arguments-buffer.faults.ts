import { faultsOf, on } from "../../engine/fault.ts";
import { drop, dropAll, insertAfter, patch, patchDone, patchFinal } from "../../tape/edits.ts";
import rule from "./arguments-buffer.ts";

export default faultsOf(rule, {
  differs: {
    "an argument delta is lost": on("call", [drop("response.function_call_arguments.delta", 1)]),
    "a delta with an empty object precedes the real arguments": on("call", [
      insertAfter("response.output_item.added", 0, {
        type: "response.function_call_arguments.delta",
        output_index: 0,
        item_id: "fc_1",
        delta: "{}",
      }),
    ]),
    "the deltas of two interleaved calls are swapped": on("interleaved", [
      patch("response.function_call_arguments.delta", 0, "/delta", '{"ci'),
      patch("response.function_call_arguments.delta", 1, "/delta", '{"city"'),
    ]),
    "the done event has empty arguments": on("call", [
      patch("response.function_call_arguments.done", 0, "/arguments", ""),
    ]),
    "the only delta and the done event differ": on("echo", [
      patch("response.function_call_arguments.done", 0, "/arguments", '{"city": "Paris"}'),
    ]),
    "the done event and the item have other white space, and the final output has the arguments of the deltas":
      on("call", [
        patch("response.function_call_arguments.done", 0, "/arguments", '{"city": "Paris"}'),
        patch("response.output_item.done", 0, "/item/arguments", '{"city": "Paris"}'),
      ]),
  },
  "no-deltas": {
    "the arguments are sent at once, without deltas": on("call", [
      dropAll("response.function_call_arguments.delta"),
    ]),
  },
  item: {
    "the item is done with other white space": on("call", [
      patch("response.output_item.done", 0, "/item/arguments", '{"city": "Paris"}'),
    ]),
    "the item is done with other arguments than its deltas, and no done event was sent": on(
      "call",
      [
        drop("response.function_call_arguments.done"),
        patchDone(0, "/arguments", '{"city": "Paris"}'),
      ],
      { alsoFires: ["call/done-event"] },
    ),
  },
  output: {
    "the final output has other arguments": on("parallel", [
      patchFinal("/output/2/arguments", '{"city":"Paris"}'),
    ]),
  },
});
