import { objectAt, stringAt } from "../../json/json.ts";
import { firstDifference, show } from "../../json/show.ts";
import { defineRule } from "../../engine/rule.ts";
import { placeOf } from "../../stream/place.ts";
import { alignOutput, copiesOf, type Copy } from "../../stream/output.ts";
import { isResumed, itemOf, type ItemState } from "../../stream/state.ts";
import { chain, drop, insertAfter, patch, type TapeEdit } from "../../tape/edits.ts";
import { wholeOutput } from "../item/final.ts";

type Messages = "differs" | "no-deltas" | "item" | "output";

/** The copies of the arguments before output_item.done; only the first that departs from all before it is at fault. */
function copies(item: ItemState): Copy[] {
  const text = item.texts.get("function_arguments:0");
  return text ? copiesOf(item, text.family, text.index) : [];
}

const dropAll = (...ns: number[]): TapeEdit =>
  chain(...ns.map((n) => drop("response.function_call_arguments.delta", n)));

export const argumentsBuffer = defineRule<Messages>({
  id: "call/arguments-buffer",
  title:
    "argument deltas, arguments.done, the finished item and the final output hold the same arguments",
  requirement: { openresponses: "must", openai: "must" },
  spec: [
    "openresponses#streaming",
    "openai:responses-streaming/response/function_call_arguments/done",
  ],
  messages: {
    differs: "function_call_arguments.done is not the concatenation of its deltas",
    "no-deltas": "the arguments of item {{index}} come without any function_call_arguments.delta",
    item: "item {{index}} is done with other arguments than were streamed",
    output: "item {{index}} of the final output has other arguments than output_item.done",
  },
  yieldsTo: ["item/index-sound"],
  observe({ state, report, exercised }) {
    return {
      "response.function_call_arguments.done": (event) => {
        const { own: item, text } = placeOf(state, event);
        const value = stringAt(event.payload, "arguments");
        if (!item?.added || value === undefined || isResumed(state, event)) return;
        if (text?.done) return;
        exercised();
        const streamed = text?.text ?? "";
        const deltas = text?.deltas ?? 0;
        const differsAt = firstDifference(streamed, value);
        if (differsAt < 0) return;
        report(deltas > 0 ? "differs" : "no-deltas", {
          at: event,
          pointer: "/arguments",
          expected: `${show(streamed)} (${deltas} delta${deltas === 1 ? "" : "s"})`,
          actual: show(value),
          related: [...(text?.first ?? []), text?.last],
          args: { index: item.outputIndex },
          differsAt,
        });
      },
      "response.output_item.done": (event) => {
        const item = itemOf(state, event);
        const value = stringAt(objectAt(event.payload, "item"), "arguments");
        if (!item?.added || item.done || value === undefined || isResumed(state, event)) return;
        if (stringAt(item.added.item, "type") !== "function_call") return;
        const known = copies(item);
        const expected = known.at(-1);
        // Without delta and done event nothing was streamed: call/done-event says so.
        if (!expected) return;
        exercised();
        if (known.some((copy) => copy.value === value)) return;
        report("item", {
          at: event,
          pointer: "/item/arguments",
          expected: show(expected.value),
          actual: show(value),
          related: [expected.event],
          args: { index: item.outputIndex },
        });
      },
      snapshot(snapshot) {
        const whole = wholeOutput(snapshot, state);
        if (!whole) return;
        for (const { item, final, position } of alignOutput(state, whole.output).pairs) {
          if (!item.done || stringAt(final, "type") !== "function_call") continue;
          const done = stringAt(item.done.item, "arguments");
          const value = stringAt(final, "arguments");
          if (done === undefined || value === undefined) continue;
          exercised();
          if (value === done || copies(item).some((copy) => copy.value === value)) continue;
          report("output", {
            at: whole.event,
            pointer: `${whole.pointer}/${position}/arguments`,
            expected: show(done),
            actual: show(value),
            related: [item.done.event],
            args: { index: item.outputIndex },
          });
        }
      },
    };
  },
  faults: [
    {
      name: "an argument delta is lost",
      tape: "call",
      edit: drop("response.function_call_arguments.delta", 1),
      finds: ["differs"],
    },
    {
      name: "a delta of an empty object goes before the real arguments",
      tape: "call",
      edit: insertAfter("response.output_item.added", 0, {
        type: "response.function_call_arguments.delta",
        output_index: 0,
        item_id: "fc_1",
        delta: "{}",
      }),
      finds: ["differs"],
    },
    {
      name: "the deltas of two interleaved calls are swapped",
      tape: "interleaved",
      edit: chain(
        patch("response.function_call_arguments.delta", 0, "/delta", '{"ci'),
        patch("response.function_call_arguments.delta", 1, "/delta", '{"city"'),
      ),
      finds: ["differs"],
    },
    {
      name: "the arguments come at once",
      tape: "call",
      edit: dropAll(0, 0, 0),
      finds: ["no-deltas"],
    },
    {
      name: "the done event has no arguments in it",
      tape: "call",
      edit: patch("response.function_call_arguments.done", 0, "/arguments", ""),
      finds: ["differs"],
    },
    {
      name: "the item is done with other white space",
      tape: "call",
      edit: patch("response.output_item.done", 0, "/item/arguments", '{"city": "Paris"}'),
      finds: ["item"],
    },
    {
      name: "the only delta and the done event differ",
      tape: "echo",
      edit: patch("response.function_call_arguments.done", 0, "/arguments", '{"city": "Paris"}'),
      finds: ["differs"],
    },
    {
      name: "the item is done with other arguments than its deltas, and no done event was sent",
      tape: "call",
      edit: chain(
        drop("response.function_call_arguments.done"),
        patch("response.output_item.done", 0, "/item/arguments", '{"city": "Paris"}'),
        patch("response.completed", 0, "/response/output/0/arguments", '{"city": "Paris"}'),
      ),
      finds: ["item"],
      alsoFires: ["call/done-event"],
    },
    {
      name: "the final output has the arguments of the deltas, the others have other white space",
      tape: "call",
      edit: chain(
        patch("response.function_call_arguments.done", 0, "/arguments", '{"city": "Paris"}'),
        patch("response.output_item.done", 0, "/item/arguments", '{"city": "Paris"}'),
      ),
      finds: ["differs"],
    },
    {
      name: "the final output has other arguments",
      tape: "parallel",
      edit: patch("response.completed", 0, "/response/output/2/arguments", '{"city":"Paris"}'),
      finds: ["output"],
    },
  ],
});
