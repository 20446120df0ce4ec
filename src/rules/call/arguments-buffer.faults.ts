import { faultsOf } from "../../engine/fault.ts";
import { chain, drop, insertAfter, patch, type TapeEdit } from "../../tape/edits.ts";
import rule from "./arguments-buffer.ts";

const dropAll = (...ns: number[]): TapeEdit =>
  chain(...ns.map((n) => drop("response.function_call_arguments.delta", n)));

export default faultsOf(rule, {
  "an argument delta is lost": {
    tape: "call",
    edit: drop("response.function_call_arguments.delta", 1),
    finds: "differs",
  },
  "a delta of an empty object goes before the real arguments": {
    tape: "call",
    edit: insertAfter("response.output_item.added", 0, {
      type: "response.function_call_arguments.delta",
      output_index: 0,
      item_id: "fc_1",
      delta: "{}",
    }),
    finds: "differs",
  },
  "the deltas of two interleaved calls are swapped": {
    tape: "interleaved",
    edit: chain(
      patch("response.function_call_arguments.delta", 0, "/delta", '{"ci'),
      patch("response.function_call_arguments.delta", 1, "/delta", '{"city"'),
    ),
    finds: "differs",
  },
  "the arguments come at once": { tape: "call", edit: dropAll(0, 0, 0), finds: "no-deltas" },
  "the done event has no arguments in it": {
    tape: "call",
    edit: patch("response.function_call_arguments.done", 0, "/arguments", ""),
    finds: "differs",
  },
  "the item is done with other white space": {
    tape: "call",
    edit: patch("response.output_item.done", 0, "/item/arguments", '{"city": "Paris"}'),
    finds: "item",
  },
  "the only delta and the done event differ": {
    tape: "echo",
    edit: patch("response.function_call_arguments.done", 0, "/arguments", '{"city": "Paris"}'),
    finds: "differs",
  },
  "the item is done with other arguments than its deltas, and no done event was sent": {
    tape: "call",
    edit: chain(
      drop("response.function_call_arguments.done"),
      patch("response.output_item.done", 0, "/item/arguments", '{"city": "Paris"}'),
      patch("response.completed", 0, "/response/output/0/arguments", '{"city": "Paris"}'),
    ),
    finds: "item",
    alsoFires: ["call/done-event"],
  },
  "the final output has the arguments of the deltas, the others have other white space": {
    tape: "call",
    edit: chain(
      patch("response.function_call_arguments.done", 0, "/arguments", '{"city": "Paris"}'),
      patch("response.output_item.done", 0, "/item/arguments", '{"city": "Paris"}'),
    ),
    finds: "differs",
  },
  "the final output has other arguments": {
    tape: "parallel",
    edit: patch("response.completed", 0, "/response/output/2/arguments", '{"city":"Paris"}'),
    finds: "output",
  },
});
