import { defineRule } from "../../engine/rule.ts";
import { ownItem } from "../../stream/place.ts";
import { isResumed, partKey } from "../../stream/state.ts";
import { chain, onEvents, patch } from "../../tape/edits.ts";
import { begunParts, forEach, partEvents, partPlace, textInPart } from "./part-event.ts";

type Messages = "gap" | "reused" | "no-such-part";

export const partIndexSound = defineRule<Messages>({
  id: "part/index-sound",
  title: "content_index and summary_index count the parts of an item from 0",
  requirement: { openresponses: "must", openai: "must" },
  spec: ["openresponses#streaming", "openai:responses-streaming/response/content_part/added"],
  messages: {
    gap: "a part is added with {{home}}_index {{index}}, none has the index before it",
    reused: "{{home}}_index {{index}} is given to a second part",
    "no-such-part": "{{type}} gives {{home}}_index {{index}}, which no part of the item has",
  },
  yieldsTo: ["item/index-sound"],
  observe({ state, report, exercised }) {
    return {
      ...forEach(partEvents.added, (event) => {
        const item = ownItem(state, event);
        const { home, index } = partPlace(event);
        if (!item?.added || item.done || index === undefined || isResumed(state, event)) return;
        exercised();
        const known = item.parts.get(partKey(home, index));
        const follows = index === 0 || item.parts.get(partKey(home, index - 1))?.added;
        if (known?.added)
          report("reused", {
            at: event,
            pointer: `/${home}_index`,
            expected: "an index that no other part has",
            actual: String(index),
            related: [known.added.event],
            args: { home, index },
          });
        else if (!follows)
          report("gap", {
            at: event,
            pointer: `/${home}_index`,
            expected: `a part with ${home}_index ${index - 1} first`,
            actual: "no such part",
            args: { home, index },
          });
      }),
      place(event) {
        const text = textInPart(state, event);
        if (!text) return;
        exercised();
        if (text.part?.added) return;
        const { kind, index, own } = text;
        const { home } = kind.family;
        const begun = begunParts(own, home);
        if (begun.length === 0) return;
        report("no-such-part", {
          at: event,
          pointer: `/${home}_index`,
          expected: begun.map((known) => known.index).join(" or "),
          actual: String(index),
          related: begun.slice(-1).map(({ added }) => added.event),
          args: { type: event.type, home, index },
        });
      },
    };
  },
  faults: [
    {
      name: "the only part has index 1",
      tape: "text",
      edit: onEvents((events) => {
        for (const { payload } of events)
          if (payload !== "[DONE]" && payload["content_index"] === 0) payload["content_index"] = 1;
        return events;
      }),
      finds: ["gap"],
    },
    {
      name: "both parts have index 0",
      tape: "two-parts",
      edit: onEvents((events) => {
        for (const { payload } of events)
          if (payload !== "[DONE]" && payload["content_index"] === 1) payload["content_index"] = 0;
        return events;
      }),
      finds: ["reused"],
    },
    {
      name: "a delta has the index of no part",
      tape: "text",
      edit: patch("response.output_text.delta", 1, "/content_index", 1),
      finds: ["no-such-part"],
    },
    {
      name: "content_index rises with each delta of a text",
      tape: "text",
      edit: chain(
        ...[1, 2, 3, 4].map((n) => patch("response.output_text.delta", n, "/content_index", n)),
      ),
      finds: ["no-such-part"],
    },
    {
      name: "content_index rises with each delta of raw reasoning",
      tape: "reasoning-openai",
      edit: patch("response.reasoning_text.delta", 1, "/content_index", 1),
      finds: ["no-such-part"],
    },
    {
      name: "a delta has the index of none of two parts",
      tape: "two-parts",
      edit: patch("response.output_text.delta", 3, "/content_index", 5),
      finds: ["no-such-part"],
    },
  ],
});
