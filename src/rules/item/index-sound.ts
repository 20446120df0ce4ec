import { integerAt, objectAt, stringAt } from "../../json/json.ts";
import { defineRule } from "../../engine/rule.ts";
import { naming } from "../../stream/place.ts";
import { alignOutput, streamedItems, type OutputPair } from "../../stream/output.ts";
import { itemId, type ItemState } from "../../stream/state.ts";
import type { WireEvent } from "../../wire/types.ts";
import { onEvents, patch, type TapeEdit, chain, moveBefore, patchAll } from "../../tape/edits.ts";
import { finalOutput, wholeOutput } from "./final.ts";

type Messages = "gap" | "reused" | "elsewhere" | "order";

/** Moves events with an output_index from one index to another. */
const reindex = (change: (index: number) => number): TapeEdit =>
  onEvents((events) => {
    for (const { payload } of events) {
      const index = integerAt(payload, "output_index");
      if (index !== undefined) Object.assign(payload, { output_index: change(index) });
    }
    return events;
  });

export const indexSound = defineRule<Messages>({
  id: "item/index-sound",
  title: "output_index counts the items from 0 and is their place in the final output",
  requirement: { openresponses: "must", openai: "must" },
  spec: ["openresponses#streaming", "openai:responses-streaming/response/output_item/added"],
  messages: {
    gap: "no item has output_index {{missing}}, but one has {{index}}",
    reused: "output_index {{index}} is given to a second item",
    elsewhere: "{{type}} gives output_index {{index}}, but the id of item {{own}}",
    order: "the final output does not have the items in the order of output_index",
  },
  observe({ state, report, exercised }) {
    const elsewhere = (event: WireEvent, index: number, { outputIndex, added }: ItemState): void =>
      report("elsewhere", {
        at: event,
        pointer: "/output_index",
        expected: String(outputIndex),
        actual: String(index),
        related: [added?.event],
        args: { type: event.type, index, own: outputIndex },
      });
    return {
      "response.output_item.added": (event) => {
        const index = integerAt(event.payload, "output_index");
        if (index === undefined) return;
        exercised();
        const known = state.items.get(index);
        if (!known?.added || itemId(known) === stringAt(objectAt(event.payload, "item"), "id"))
          return;
        report("reused", {
          at: event,
          pointer: "/output_index",
          expected: "an output_index that no other item has",
          actual: String(index),
          related: [known.added.event],
          args: { index },
        });
      },
      place(event) {
        const named = naming(state, event);
        const index = integerAt(event.payload, "output_index");
        if (!named || named.kind === "unknown" || index === undefined) return;
        exercised();
        if (named.kind !== "other-index") return;
        elsewhere(event, index, named.item);
      },
      "response.output_item.done": (event) => {
        const index = integerAt(event.payload, "output_index");
        const known = state.byId.get(stringAt(objectAt(event.payload, "item"), "id") ?? "");
        // At the index of another item, it is the id that may be wrong.
        if (index === undefined || !known || state.items.has(index)) return;
        elsewhere(event, index, known);
      },
      snapshot(snapshot) {
        const whole = wholeOutput(snapshot, state);
        if (whole) {
          const used = [...state.items.keys()].toSorted((a, b) => a - b);
          const at = used.findIndex((index, place) => index !== place);
          const item = streamedItems(state).find(({ outputIndex }) => outputIndex === used[at]);
          if (item)
            report("gap", {
              at: item.added?.event ?? item.done?.event,
              pointer: "/output_index",
              expected: String(at),
              actual: String(item.outputIndex),
              args: { missing: at, index: item.outputIndex },
            });
        }
        const final = finalOutput(snapshot, state);
        if (!final?.event) return;
        let last: OutputPair | undefined;
        for (const pair of alignOutput(state, final.output).pairs) {
          const { item, position, sameId } = pair;
          if (!sameId) continue;
          exercised();
          if (!last || position > last.position) last = pair;
          else
            report("order", {
              at: final.event,
              pointer: `${final.pointer}/${position}`,
              expected: `item ${item.outputIndex} after item ${last.item.outputIndex}`,
              actual: `item ${item.outputIndex} at place ${position}, item ${last.item.outputIndex} at place ${last.position}`,
              related: [item.added?.event],
            });
        }
      },
    };
  },
  faults: [
    {
      name: "the first item has output_index 1",
      tape: "text",
      edit: reindex((index) => index + 1),
      finds: ["gap"],
    },
    {
      name: "an output_index is left out",
      tape: "parallel",
      edit: reindex((index) => (index === 2 ? 3 : index)),
      finds: ["gap"],
    },
    {
      name: "two items have one output_index while both are open",
      tape: "interleaved",
      edit: reindex((index) => (index === 2 ? 1 : index)),
      finds: ["reused"],
    },
    {
      name: "an argument delta has the index of the other call",
      tape: "interleaved",
      edit: patch("response.function_call_arguments.delta", 0, "/output_index", 2),
      finds: ["elsewhere"],
    },
    {
      name: "the final output has the items in another order",
      tape: "parallel",
      edit: onEvents((events) => {
        for (const { payload } of events) {
          const response = payload === "[DONE]" ? undefined : objectAt(payload, "response");
          if (Array.isArray(response?.["output"])) response["output"].reverse();
        }
        return events;
      }),
      finds: ["order"],
    },
    {
      name: "a later item is done first, and comes first in the final output",
      tape: "interleaved",
      edit: chain(
        moveBefore("response.output_item.done", 1, "response.output_item.done"),
        onEvents((events) => {
          for (const { payload } of events) {
            const output =
              payload === "[DONE]" ? undefined : objectAt(payload, "response")?.["output"];
            if (Array.isArray(output)) output.unshift(...output.splice(1, 1));
          }
          return events;
        }),
      ),
      finds: ["order"],
    },
    {
      name: "the items of a response are counted from 1",
      tape: "parallel",
      edit: reindex((index) => index + 1),
      finds: ["gap"],
    },
    {
      name: "the deltas name an output_index that no item has",
      tape: "text",
      edit: patchAll("response.output_text.delta", "/output_index", 3),
      finds: ["elsewhere"],
    },
    {
      name: "a message and a call both have output_index 0",
      tape: "parallel",
      edit: reindex((index) => Math.max(0, index - 1)),
      finds: ["reused"],
    },
    {
      name: "the items are counted from 1, and a part ends after its item",
      tape: "text",
      edit: chain(
        reindex((index) => index + 1),
        moveBefore("response.output_item.done", 0, "response.content_part.done"),
      ),
      finds: ["gap"],
    },
    {
      name: "output_item.done gives another output_index",
      tape: "text",
      edit: patch("response.output_item.done", 0, "/output_index", 1),
      finds: ["elsewhere"],
    },
    {
      name: "a phase of a search names the place of the next item",
      tape: "phases",
      edit: patch("response.web_search_call.searching", 0, "/output_index", 1),
      finds: ["elsewhere"],
    },
    {
      name: "a message and a call both have output_index 0, and the message is done with another id",
      tape: "interleaved",
      edit: chain(
        reindex((index) => Math.max(0, index - 1)),
        patch("response.output_item.done", 0, "/item/id", "msg_9"),
      ),
      finds: ["reused"],
    },
  ],
});
