import { type Difference, diffJson } from "../../json/diff.ts";
import { type Json, stringAt } from "../../json/json.ts";
import { show } from "../../json/show.ts";
import { alignOutput, earlierTexts, type OutputPair, streamedItems } from "../../stream/output.ts";
import { itemType } from "../../stream/state.ts";
import { defineRule } from "../../engine/rule.ts";
import { wholeOutput } from "./final.ts";
import { misplacedItem } from "./misplaced.ts";

/** Fields that OpenAI's own servers make anew for the terminal event, or leave out of it. */
const remade = new Map<string | undefined, string>([
  ["program", "/fingerprint"],
  ["image_generation_call", "/result"],
  // The buffer of arguments has a rule of its own, to the last copy.
  ["function_call", "/arguments"],
]);

/** Null, an empty list and a missing field say the same: nothing. */
const isEmpty = (value: Json | undefined): boolean =>
  value === undefined || value === null || (Array.isArray(value) && value.length === 0);

/** The first difference between a finished item and its place in the final output that counts. */
function difference({ item, final, sameId }: OutputPair): Difference | undefined {
  const done = item.done?.item;
  if (!done) return undefined;
  const own = remade.get(itemType(item));
  const texts = earlierTexts(item);
  const ignore = (pointer: string): boolean =>
    pointer === "/encrypted_content" ||
    pointer.endsWith("/logprobs") ||
    pointer === own ||
    // Ids that were made anew are item/id-stable's.
    (!sameId && (pointer === "/id" || pointer === "/call_id"));
  return diffJson(done, final, { limit: 50, ignore }).find(({ pointer, left, right }) => {
    if (isEmpty(left) && isEmpty(right)) return false;
    // That an item has its status everywhere is item/required-fields' to ask for.
    if (pointer === "/status" && isEmpty(right)) return false;
    // Where output_item.done was the one that was wrong, it has been told already.
    return typeof right !== "string" || !texts.get(pointer)?.includes(right);
  });
}

export default defineRule({
  id: "item/done-equals-output",
  title: "The output of the terminal event equals the items of all output_item.done events",
  requirement: { openresponses: "must", openai: "must" },
  spec: ["openresponses#streaming", "openai:responses-streaming/response/completed"],
  messages: {
    missing:
      "{{count}} of {{total}} streamed items are missing from the final output; the first is item {{index}} ({{type}})",
    extra: "the final output has an item ({{type}}) that was not streamed",
    differs: "item {{index}} of the final output differs from its output_item.done at {{pointer}}",
  },
  yieldsTo: [...misplacedItem, "item/id-unique:repeated"],
  messageYieldsTo: {
    extra: ["item/index-sound:reused"],
    differs: ["item/index-sound:reused", "lifecycle/terminal-present:another"],
  },
  observe({ state, report, exercised }) {
    return {
      snapshot(snapshot) {
        const whole = wholeOutput(snapshot, state);
        if (!whole) return;
        const { output, event, pointer } = whole;
        const { pairs, missing, extra } = alignOutput(state, output);
        const items = streamedItems(state);
        if (items.length + output.length > 0) exercised();
        const [lost] = missing;
        if (lost)
          report("missing", {
            at: event,
            pointer,
            expected: `${items.length} item${items.length === 1 ? "" : "s"}`,
            actual: output.length === 0 ? "an empty output" : `${output.length} items`,
            related: missing.slice(0, 3).map((item) => item.done?.event),
            args: {
              count: missing.length,
              total: items.length,
              index: lost.outputIndex,
              type: itemType(lost) ?? "no type",
            },
          });
        for (const position of extra)
          report("extra", {
            at: event,
            pointer: `${pointer}/${position}`,
            expected: "only items of output_item.done",
            actual: show(output[position], 120),
            args: { type: stringAt(output[position], "type") ?? "no type" },
          });
        for (const pair of pairs) {
          const found = difference(pair);
          if (!found) continue;
          report("differs", {
            at: event,
            pointer: `${pointer}/${pair.position}${found.pointer}`,
            expected: show(found.left),
            actual: show(found.right),
            related: [pair.item.done?.event],
            args: { index: pair.item.outputIndex, pointer: found.pointer },
          });
        }
      },
    };
  },
});
