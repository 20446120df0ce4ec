import { ownItem } from "../../stream/place.ts";
import { isResumed, partKey } from "../../stream/state.ts";
import { defineRule } from "../../engine/rule.ts";
import { begunParts, forEach, partEvents, partPlace, textInPart } from "./part-event.ts";

export default defineRule({
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
});
