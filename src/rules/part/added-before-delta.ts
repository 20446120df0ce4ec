import { integerAt } from "../../json/json.ts";
import type { WireEvent } from "../../wire/types.ts";
import type { Family } from "../../stream/families.ts";
import { ownItem } from "../../stream/place.ts";
import { isResumed, type ItemState, partKey } from "../../stream/state.ts";
import { defineRule } from "../../engine/rule.ts";
import { begunParts, textInPart } from "./part-event.ts";

type Home = Family["home"];

export default defineRule({
  id: "part/added-before-delta",
  title: "a content or summary part is added before its text streams",
  requirement: { openresponses: "must", openai: "must" },
  spec: ["openresponses#streaming", "openai:responses-streaming/response/content_part/added"],
  yieldsTo: ["item/index-sound"],
  messages: { "not-added": "{{type}} comes without {{added}} before it" },
  observe({ state, report, exercised }) {
    const miss = (event: WireEvent, item: ItemState, home: Home, index: number): void => {
      const added =
        home === "content"
          ? "response.content_part.added"
          : "response.reasoning_summary_part.added";
      report("not-added", {
        at: event,
        pointer: `/${home}_index`,
        expected: `${added} first`,
        actual: `item ${item.outputIndex} has no ${home} part ${index}`,
        related: [item.added?.event],
        args: { type: event.type, added },
      });
    };
    return {
      place(event) {
        const text = textInPart(state, event);
        if (!text) return;
        exercised();
        const { kind, index, own } = text;
        const { home } = kind.family;
        // Where the item has other parts, the index is at fault: part/index-sound says so.
        if (begunParts(own, home).length === 0) miss(event, own, home, index);
      },
      "response.output_text.annotation.added": (event) => {
        const item = ownItem(state, event);
        const index = integerAt(event.payload, "content_index");
        if (!item?.added || index === undefined || isResumed(state, event)) return;
        exercised();
        if (!item.parts.get(partKey("content", index))?.added) miss(event, item, "content", index);
      },
    };
  },
});
