import { objectAt, stringAt } from "../../json/json.ts";
import { firstDifference, show } from "../../json/show.ts";
import { defineRule } from "../../engine/rule.ts";
import { families, textInItem } from "../../stream/families.ts";
import { ownItem } from "../../stream/naming.ts";
import { copiesOf, indexesOf } from "../../stream/output.ts";
import { itemType, partOf } from "../../stream/state.ts";
import { chain, patch } from "../../tape/edits.ts";
import { forEach, partEvents, partPlace } from "../part/part-event.ts";

// Of several copies of one text only the one is at fault that equals none before it:
// where an earlier one was wrong, it has been reported there.

export const textDoneEqualsPart = defineRule<"differs">({
  id: "text/done-equals-part",
  title: "the part that is done holds the text of its done event",
  requirement: { openresponses: "must", openai: "must" },
  spec: ["openresponses#streaming", "openai:responses-streaming/response/content_part/done"],
  messages: { differs: "{{type}} does not hold the text that was streamed" },
  yieldsTo: ["item/index-sound", "part/index-sound"],
  observe({ state, report, exercised }) {
    return forEach(partEvents.done, (event) => {
      const item = ownItem(state, event);
      const { home, index } = partPlace(event);
      const part = objectAt(event.payload, "part");
      const kind = stringAt(part, "type");
      const family = families.find((one) => one.home === home && one.partType === kind);
      if (!item?.added || !part || !family || index === undefined || partOf(state, event)?.done)
        return;
      const value = stringAt(part, family.field);
      const copies = copiesOf(item, family, index);
      if (value === undefined || copies.length === 0) return;
      exercised();
      if (copies.some((copy) => copy.value === value)) return;
      const expected = copies.at(-1);
      report("differs", {
        at: event,
        pointer: `/part/${family.field}`,
        expected: show(expected?.value),
        actual: show(value),
        related: [expected?.event],
        args: { type: event.type },
        differsAt: firstDifference(expected?.value ?? "", value),
      });
    });
  },
  faults: [
    {
      name: "the part is done without its text",
      tape: "text",
      edit: patch("response.content_part.done", 0, "/part/text", ""),
      finds: ["differs"],
    },
    {
      name: "the summary part is done with another text",
      tape: "summary",
      edit: patch("response.reasoning_summary_part.done", 1, "/part/text", "Second thoughts."),
      finds: ["differs"],
    },
  ],
});

export const textPartEqualsItem = defineRule<"differs" | "missing">({
  id: "text/part-equals-item",
  title: "the item that is done holds the texts that were streamed",
  requirement: { openresponses: "must", openai: "must" },
  spec: ["openresponses#streaming", "openai:responses-streaming/response/output_item/done"],
  messages: {
    differs: "item {{index}} is done with another text at {{pointer}} than was streamed",
    missing: "item {{index}} is done without the text at {{pointer}} that was streamed",
  },
  yieldsTo: ["item/index-sound", "part/index-sound", "part/kind-matches", "item/type-stable"],
  observe({ state, report, exercised }) {
    return {
      "response.output_item.done": (event) => {
        const done = objectAt(event.payload, "item");
        const item =
          state.byId.get(stringAt(done, "id") ?? "") ??
          state.items.get(Number(event.payload["output_index"]));
        if (!item?.added || item.done || !done || state.failing) return;
        const type = itemType(item);
        for (const family of families) {
          // Raw reasoning has two names for one family; arguments of functions are call/arguments-buffer's.
          if (family.itemType !== type || family.name === "function_arguments") continue;
          for (const index of indexesOf(item, family)) {
            const copies = copiesOf(item, family, index);
            const expected = copies.at(-1);
            const { value, pointer } = textInItem(family, index, done);
            if (!expected || (value === undefined && expected.value === "")) continue;
            exercised();
            if (copies.some((copy) => copy.value === value)) continue;
            report(value === undefined ? "missing" : "differs", {
              at: event,
              pointer: `/item${pointer}`,
              expected: show(expected.value),
              actual: show(value),
              related: [expected.event],
              args: { index: item.outputIndex, pointer },
            });
          }
        }
      },
    };
  },
  faults: [
    {
      name: "the item is done with another text",
      tape: "text",
      edit: patch("response.output_item.done", 0, "/item/content/0/text", "The weather is sunny."),
      finds: ["differs"],
    },
    {
      name: "the item is done without its content, here and in the final output",
      tape: "text",
      edit: chain(
        patch("response.output_item.done", 0, "/item/content", []),
        patch("response.completed", 0, "/response/output/0/content", []),
      ),
      finds: ["missing"],
    },
    {
      name: "the reasoning is done without its second summary",
      tape: "summary",
      edit: chain(
        patch("response.output_item.done", 0, "/item/summary/1", undefined),
        patch("response.completed", 0, "/response/output/0/summary/1", undefined),
      ),
      finds: ["missing"],
    },
    {
      name: "the input of a custom tool is another in the item",
      tape: "custom-tool",
      edit: patch("response.output_item.done", 0, "/item/input", "print(2)"),
      finds: ["differs"],
    },
  ],
});
