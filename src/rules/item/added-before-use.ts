import { integerAt, stringAt } from "../../json/json.ts";
import { show } from "../../json/show.ts";
import { defineRule } from "../../engine/rule.ts";
import { naming } from "../../stream/place.ts";
import { isResumed } from "../../stream/state.ts";
import {
  drop,
  insertAfter,
  chain,
  find,
  onEvents,
  patch,
  patchAll,
  renumber,
} from "../../tape/edits.ts";

export const addedBeforeUse = defineRule<"not-added">({
  id: "item/added-before-use",
  title: "no event names an output item before its output_item.added",
  requirement: { openresponses: "must", openai: "must" },
  spec: ["openresponses#streaming", "openai:responses-streaming/response/output_item/added"],
  messages: { "not-added": "{{type}} names an item that no output_item.added announced" },
  observe({ state, report, exercised }) {
    return {
      place(event) {
        const named = naming(state, event);
        if (!named || isResumed(state, event)) return;
        exercised();
        if (named.kind !== "unknown") return;
        const id = stringAt(event.payload, "item_id");
        const index = integerAt(event.payload, "output_index");
        report("not-added", {
          at: event,
          pointer: id === undefined ? "/output_index" : "/item_id",
          expected: "response.output_item.added for this item first",
          actual: `no item with output_index ${index ?? "(none)"} and id ${show(id)} is open`,
          related: [state.items.get(index ?? -1)?.done?.event],
          args: { type: event.type },
        });
      },
    };
  },
  faults: [
    {
      name: "a message is never announced",
      tape: "text",
      edit: drop("response.output_item.added"),
      finds: ["not-added"],
    },
    {
      name: "a call is never announced",
      tape: "parallel",
      edit: drop("response.output_item.added", 1),
      finds: ["not-added"],
    },
    {
      name: "text of a new item follows a closed one unannounced",
      tape: "text",
      edit: insertAfter("response.output_item.done", 0, {
        type: "response.output_text.delta",
        output_index: 0,
        item_id: "msg_2",
        content_index: 0,
        delta: "More.",
        logprobs: [],
      }),
      finds: ["not-added"],
    },
    {
      name: "a summary streams for an item that it does not even name",
      tape: "summary-one",
      edit: chain(
        drop("response.output_item.added"),
        patchAll("response.reasoning_summary_text.delta", "/item_id", undefined),
      ),
      finds: ["not-added"],
      alsoFires: ["schema/event"],
    },
    {
      name: "only the end of a text is streamed",
      tape: "text",
      edit: onEvents((events) =>
        renumber([
          ...events.slice(0, 2),
          ...events.slice(find(events, "response.output_text.done")).slice(0, 1),
          ...events.slice(-2),
        ]),
      ),
      finds: ["not-added"],
    },
    {
      name: "an item that is announced is null",
      tape: "text",
      edit: patch("response.output_item.added", 0, "/item", null),
      finds: ["not-added"],
      dialects: ["openresponses"],
    },
  ],
});
