import { partEvents } from "../../protocol/events.ts";
import { ownItem } from "../../stream/location.ts";
import { isResumed, itemOf, partKey, partPlace } from "../../stream/state.ts";
import { defineRule } from "../../engine/rule.ts";
import { begunParts, forEach, textInPart } from "./part-event.ts";
import { misplacedItem } from "../item/misplaced.ts";

export default defineRule({
  id: "part/index-sound",
  title: "content_index and summary_index count the parts of an item from 0",
  requirement: { openresponses: "must", openai: "must" },
  spec: ["openresponses#streaming", "openai:responses-streaming/response/content_part/added"],
  messages: {
    gap: "a part was added with {{home}}_index {{index}}, but no part has the index before it",
    reused: "{{home}}_index {{index}} is used for a second part",
    "no-such-part": "{{type}} has {{home}}_index {{index}}, but the item has no such part",
  },
  yieldsTo: [...misplacedItem],
  observe({ state, report, exercised }) {
    return {
      ...forEach(partEvents.added, (event) => {
        // An item that nobody announced counts its parts too.
        const item = ownItem(state, event) ?? itemOf(state, event);
        const { container, index } = partPlace(event);
        if (item?.done || index === undefined || isResumed(state, event)) return;
        exercised();
        const known = item?.parts.get(partKey(container, index));
        const follows = index === 0 || item?.parts.get(partKey(container, index - 1))?.added;
        if (known?.added)
          report("reused", {
            at: event,
            pointer: `/${container}_index`,
            expected: "an index that no other part has",
            actual: String(index),
            related: [known.added.event],
            args: { home: container, index },
          });
        else if (!follows)
          report("gap", {
            at: event,
            pointer: `/${container}_index`,
            expected: `a part with ${container}_index ${index - 1} first`,
            actual: "no such part",
            args: { home: container, index },
          });
      }),
      place(event) {
        const text = textInPart(state, event);
        if (!text) return;
        exercised();
        if (text.part?.added) return;
        const { kind, index, own } = text;
        const { container } = kind.family;
        const begun = begunParts(own, container);
        if (begun.length === 0) return;
        report("no-such-part", {
          at: event,
          pointer: `/${container}_index`,
          expected: begun.map((known) => known.index).join(" or "),
          actual: String(index),
          related: begun.slice(-1).map(({ added }) => added.event),
          args: { type: event.type, home: container, index },
        });
      },
    };
  },
});
