import { objectAt, stringAt } from "../../json/json.ts";
import { show } from "../../json/show.ts";
import { alignOutput, copiesOf, type Copy } from "../../stream/output.ts";
import { locate } from "../../stream/location.ts";
import { isResumed, itemOf, type ItemState } from "../../stream/state.ts";
import { defineRule } from "../../engine/rule.ts";
import { wholeOutput } from "../item/final.ts";
import { departure } from "../text/concatenation.ts";
import { misplacedItem } from "../item/misplaced.ts";

/** The copies of the arguments before output_item.done; only the first that departs from all before it is at fault. */
function copies(item: ItemState): Copy[] {
  const text = item.texts.get("function_arguments:0");
  return text ? copiesOf(item, text.family, text.index) : [];
}

export default defineRule({
  id: "call/arguments-buffer",
  title:
    "Argument deltas, arguments.done, the finished item and the final output have the same arguments",
  requirement: { openresponses: "must", openai: "must" },
  spec: [
    "openresponses#streaming",
    "openai:responses-streaming/response/function_call_arguments/done",
  ],
  messages: {
    differs: "function_call_arguments.done differs from the concatenation of its deltas",
    "no-deltas": "item {{index}} has arguments, but no function_call_arguments.delta was sent",
    item: "the arguments of item {{index}} in output_item.done differ from the streamed arguments",
    output: "the arguments of item {{index}} in the final output differ from output_item.done",
  },
  yieldsTo: [...misplacedItem],
  messageYieldsTo: { "no-deltas": ["part/starts-empty:filled"] },
  observe({ state, report, exercised }) {
    return {
      "response.function_call_arguments.done": (event) => {
        const { own: item, text } = locate(state, event);
        const value = stringAt(event.payload, "arguments");
        if (!item?.added || value === undefined || isResumed(state, event)) return;
        if (text?.done) return;
        exercised();
        const [message, evidence] = departure(text, value) ?? [];
        if (!message) return;
        const place = { at: event, pointer: "/arguments" };
        report(message, { ...evidence, ...place, args: { index: item.outputIndex } });
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
});
