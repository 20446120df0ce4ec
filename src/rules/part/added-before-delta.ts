import { integerAt } from "../../json/json.ts";
import type { WireEvent } from "../../wire/types.ts";
import { partEventOf } from "../../protocol/events.ts";
import type { Container } from "../../protocol/families.ts";
import { ownItem } from "../../stream/location.ts";
import { isResumed, type ItemState, partKey } from "../../stream/state.ts";
import { defineRule } from "../../engine/rule.ts";
import { begunParts, textInPart } from "./part-event.ts";
import { misplacedItem } from "../item/misplaced.ts";

export default defineRule({
  id: "part/added-before-delta",
  title: "A content part or summary part is added before its text is streamed",
  requirement: { openresponses: "must", openai: "must" },
  spec: ["openresponses#streaming", "openai:responses-streaming/response/content_part/added"],
  yieldsTo: [...misplacedItem],
  messages: { "not-added": "{{type}} was sent without {{added}} before it" },
  observe({ state, report, exercised }) {
    const miss = (event: WireEvent, item: ItemState, container: Container, index: number): void => {
      const added = partEventOf("added", container);
      report("not-added", {
        at: event,
        pointer: `/${container}_index`,
        expected: `${added} first`,
        actual: `item ${item.outputIndex} has no ${container} part ${index}`,
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
        const { container } = kind.family;
        // Where the item has other parts, the index is at fault: part/index-sound says so.
        if (begunParts(own, container).length === 0) miss(event, own, container, index);
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
