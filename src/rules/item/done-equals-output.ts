import { diffJson, type Difference } from "../../json/diff.ts";
import { objectAt, stringAt, type Json } from "../../json/json.ts";
import { show } from "../../json/show.ts";
import { defineRule } from "../../engine/rule.ts";
import { alignOutput, earlierTexts, streamedItems, type OutputPair } from "../../stream/output.ts";
import { itemType } from "../../stream/state.ts";
import { onEvents, patch, find, renumber } from "../../tape/edits.ts";
import { wholeOutput } from "./final.ts";

type Messages = "missing" | "extra" | "differs";

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

export const doneEqualsOutput = defineRule<Messages>({
  id: "item/done-equals-output",
  title: "the output of the terminal event is the items of output_item.done, all of them",
  requirement: { openresponses: "must", openai: "must" },
  spec: ["openresponses#streaming", "openai:responses-streaming/response/completed"],
  messages: {
    missing:
      "the final output lacks {{count}} of {{total}} streamed items, the first is item {{index}} ({{type}})",
    extra: "the final output has an item ({{type}}) that was never streamed",
    differs: "item {{index}} of the final output differs from its output_item.done at {{pointer}}",
  },
  yieldsTo: ["item/index-sound"],
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
            actual: output.length === 0 ? "an empty output" : `${output.length} of them`,
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
  faults: [
    {
      name: "the final output is empty",
      tape: "text",
      edit: patch("response.completed", 0, "/response/output", []),
      finds: ["missing"],
    },
    {
      name: "the final output lacks a call",
      tape: "parallel",
      edit: patch("response.completed", 0, "/response/output/1", undefined),
      finds: ["missing"],
    },
    {
      name: "the text of the final output is another",
      tape: "text",
      edit: patch(
        "response.completed",
        0,
        "/response/output/0/content/0/text",
        "The weather is sunny.",
      ),
      finds: ["differs"],
    },
    {
      name: "nothing is streamed, all of it stands in the final output",
      tape: "text",
      edit: onEvents((events) => {
        const kept = events.filter(
          ({ payload }) => payload === "[DONE]" || objectAt(payload, "response"),
        );
        let number = 0;
        for (const { payload } of kept)
          if (payload !== "[DONE]") payload["sequence_number"] = number++;
        return kept;
      }),
      finds: ["extra"],
    },
    {
      name: "a call has another call_id in the final output",
      tape: "parallel",
      edit: patch("response.completed", 0, "/response/output/2/call_id", "call_9"),
      finds: ["differs"],
    },
    {
      name: "the final output has the last delta only",
      tape: "text",
      edit: patch("response.completed", 0, "/response/output/0/content/0/text", " today."),
      finds: ["differs"],
    },
    {
      name: "a message stands in the final output in the place of the call",
      tape: "call",
      edit: patch("response.completed", 0, "/response/output", [
        {
          type: "message",
          id: "msg_1",
          role: "assistant",
          status: "completed",
          content: [{ type: "text", text: '{"city":"Paris"}' }],
        },
      ]),
      finds: ["missing", "extra"],
    },
    {
      name: "a call stands in the final output only",
      tape: "parallel",
      edit: onEvents((events) =>
        renumber(
          events.filter(({ payload }) => payload === "[DONE]" || payload["output_index"] !== 2),
        ),
      ),
      finds: ["extra"],
    },
    {
      name: "the final output has one message more than was streamed",
      tape: "text",
      edit: patch("response.completed", 0, "/response/output/1", {
        type: "message",
        id: "msg_2",
        role: "assistant",
        status: "completed",
        content: [{ type: "output_text", text: "More.", annotations: [], logprobs: [] }],
      }),
      finds: ["extra"],
    },
    {
      name: "the final output lacks the message before a call",
      tape: "parallel",
      edit: patch("response.completed", 0, "/response/output/0", undefined),
      finds: ["missing"],
    },
    {
      name: "the final output lacks a compaction",
      tape: "text",
      edit: onEvents((events) => {
        const item = {
          type: "compaction",
          id: "cmp_1",
          encrypted_content: "b3BhcXVl",
        };
        const pair = ["response.output_item.added", "response.output_item.done"].map((type) => ({
          event: type,
          payload: { type, output_index: 1, item },
        }));
        return renumber(events.toSpliced(find(events, "response.completed"), 0, ...pair));
      }),
      finds: ["missing"],
      dialects: ["openai"],
    },
    {
      name: "a message of the final output has lost its content",
      tape: "text",
      edit: patch("response.completed", 0, "/response/output/0/content", []),
      finds: ["differs"],
    },
    {
      name: "the final output is empty after many hosted tools",
      tape: "phases",
      edit: patch("response.completed", 0, "/response/output", []),
      finds: ["missing"],
    },
  ],
});
