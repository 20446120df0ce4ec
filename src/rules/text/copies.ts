import { arrayAt, objectAt, stringAt, type JsonObject } from "../../json/json.ts";
import { firstDifference, show } from "../../json/show.ts";
import { defineRule } from "../../engine/rule.ts";
import { distinctFamilies, textInItem } from "../../stream/families.ts";
import { ownItem } from "../../stream/place.ts";
import { copiesOf, indexesOf } from "../../stream/output.ts";
import { itemById, itemType, partKey, partOf, type ItemState } from "../../stream/state.ts";
import { chain, drop, onEvents, patch, renumber } from "../../tape/edits.ts";
import { forEach, partEvents, partPlace, textsOfPart } from "../part/part-event.ts";

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
      const family = distinctFamilies.find((one) => one.home === home && one.partType === kind);
      if (!item?.added || !part || !family || index === undefined || partOf(state, event)?.done)
        return;
      const value = stringAt(part, family.field);
      const copies = copiesOf(item, family, index);
      const expected = copies.at(-1);
      if (value === undefined || !expected) return;
      exercised();
      if (copies.some((copy) => copy.value === value)) return;
      report("differs", {
        at: event,
        pointer: `/part/${family.field}`,
        expected: show(expected.value),
        actual: show(value),
        related: [expected.event],
        args: { type: event.type },
        differsAt: firstDifference(expected.value, value),
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
    {
      name: "the part is done with another text than its deltas, and the text never",
      tape: "text",
      edit: chain(
        drop("response.output_text.done"),
        patch("response.content_part.done", 0, "/part/text", "The weather is wet today."),
      ),
      finds: ["differs"],
      alsoFires: ["part/pairing"],
    },
  ],
});

/** Texts of a finished item whose part was never begun on the stream, and which its announcement did not hold either. */
function unstreamedTexts(
  item: ItemState,
  done: JsonObject,
): { pointer: string; value: string | undefined }[] {
  const found = new Map<string, string | undefined>();
  for (const family of distinctFamilies) {
    // A text of the item itself stands in no list of parts: nothing is found of it here.
    if (family.itemType !== itemType(item)) continue;
    for (const [index, part] of (arrayAt(done, family.home) ?? []).entries()) {
      const { pointer, value } = textInItem(family, index, done);
      if (stringAt(part, "type") !== family.partType || !value) continue;
      if (item.parts.has(partKey(family.home, index))) continue;
      // Another family's text went there (part/kind-matches), or the item came full (part/starts-empty).
      if (textsOfPart(item, family.home, index).length > 0) continue;
      if (item.added && textInItem(family, index, item.added.item).value !== undefined) continue;
      found.set(pointer, value);
    }
  }
  return Array.from(found, ([pointer, value]) => ({ pointer, value }));
}

export const textPartEqualsItem = defineRule<"differs" | "missing" | "not-streamed">({
  id: "text/part-equals-item",
  title: "the item that is done holds the texts that were streamed",
  requirement: { openresponses: "must", openai: "must" },
  spec: ["openresponses#streaming", "openai:responses-streaming/response/output_item/done"],
  messages: {
    differs: "item {{index}} is done with another text at {{pointer}} than was streamed",
    missing: "item {{index}} is done without the text at {{pointer}} that was streamed",
    "not-streamed":
      "item {{index}} is done with a text at {{pointer}} of which nothing was streamed",
  },
  yieldsTo: ["item/index-sound", "part/index-sound", "part/kind-matches", "item/type-stable"],
  observe({ state, report, exercised }) {
    return {
      "response.output_item.done": (event) => {
        const done = objectAt(event.payload, "item");
        const item =
          itemById(state, stringAt(done, "id")) ??
          state.items.get(Number(event.payload["output_index"]));
        if (!item?.added || item.done || !done || state.failing) return;
        const type = itemType(item);
        for (const family of distinctFamilies) {
          // Arguments of functions are call/arguments-buffer's.
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
        for (const { pointer, value } of unstreamedTexts(item, done)) {
          exercised();
          report("not-streamed", {
            at: event,
            pointer: `/item${pointer}`,
            expected: "its part and deltas before it",
            actual: show(value),
            related: [item.added.event],
            args: { index: item.outputIndex, pointer },
          });
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
      name: "the text stands in the finished item only, without part or delta",
      tape: "text",
      edit: onEvents((events) =>
        renumber(
          events.filter(
            ({ payload }) =>
              payload === "[DONE]" ||
              !/\.(content_part|output_text)\./.test(stringAt(payload, "type") ?? ""),
          ),
        ),
      ),
      finds: ["not-streamed"],
    },
    {
      name: "the input of a custom tool is another in the item",
      tape: "custom-tool",
      edit: patch("response.output_item.done", 0, "/item/input", "print(2)"),
      finds: ["differs"],
    },
  ],
});
