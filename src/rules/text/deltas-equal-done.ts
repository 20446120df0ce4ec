import { stringAt } from "../../json/json.ts";
import { textEventOf } from "../../protocol/families.ts";
import { streamedItems } from "../../stream/output.ts";
import { ownItem } from "../../stream/location.ts";
import { isResumed, textIndex, textKey } from "../../stream/state.ts";
import { defineRule } from "../../engine/rule.ts";
import { misplacedItem } from "../item/misplaced.ts";
import { isSettled } from "../item/final.ts";
import { departure } from "./concatenation.ts";

export default defineRule({
  id: "text/deltas-equal-done",
  title: "A done event repeats the concatenation of its deltas",
  requirement: { openresponses: "must", openai: "must" },
  spec: ["openresponses#streaming", "openai:responses-streaming/response/output_text/done"],
  messages: {
    differs: "{{type}} differs from the concatenation of its deltas",
    "no-deltas": "{{type}} has a text, but no delta was sent",
    "not-done": "{{family}} deltas were sent, but no done event followed",
  },
  yieldsTo: [...misplacedItem, "part/index-sound", "item/id-unique:repeated"],
  observe({ state, report, exercised }) {
    return {
      forType(type) {
        const { family, delta } = textEventOf(type) ?? {};
        // Arguments of functions are call/arguments-buffer's.
        if (!family || delta || family.name === "function_arguments") return undefined;
        return (event) => {
          const item = ownItem(state, event);
          const value = stringAt(event.payload, family.doneField);
          if (!item?.added || value === undefined || isResumed(state, event)) return;
          const text = item.texts.get(textKey(family, textIndex(family, event.payload)));
          if (text?.done) return;
          exercised();
          const [message, evidence] = departure(text, value) ?? [];
          // Deltas that name no item may have been those of this text.
          if (!message || (message === "no-deltas" && state.unplaced.has(family.name))) return;
          const place = { at: event, pointer: `/${family.doneField}` };
          report(message, { ...evidence, ...place, args: { type: event.type } });
        };
      },
      snapshot(snapshot) {
        if (!snapshot.event || !isSettled(snapshot, state)) return;
        for (const item of streamedItems(state)) {
          if (!item.added || !item.done) continue;
          for (const { family, done, first, last } of item.texts.values()) {
            // Texts in parts close with their part, the input of calls with its own rules.
            if (
              done ||
              family.container !== "item" ||
              family.name === "function_arguments" ||
              family.name === "custom_input"
            )
              continue;
            const type = (last?.type ?? "").replace(/delta$/, "done");
            report("not-done", {
              at: item.done.event,
              expected: type,
              actual: "nothing",
              related: [...first, last],
              args: { family: family.name, type },
            });
          }
        }
      },
    };
  },
});
