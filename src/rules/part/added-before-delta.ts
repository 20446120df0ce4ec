import { integerAt } from "../../json/json.ts";
import type { WireEvent } from "../../wire/types.ts";
import { partEventOf } from "../../protocol/events.ts";
import type { Container } from "../../protocol/families.ts";
import { locate, ownItem } from "../../stream/location.ts";
import { isResumed, type ItemState, partKey } from "../../stream/state.ts";
import { defineRule } from "../../engine/rule.ts";
import { begunParts } from "./part-event.ts";
import { misplacedItem } from "../item/misplaced.ts";

export default defineRule({
  id: "part/added-before-delta",
  title: "A content part or summary part is added before its text is streamed",
  requirement: { openresponses: "must", openai: "must" },
  spec: ["openresponses#streaming", "openai:responses-streaming/response/content_part/added"],
  yieldsTo: [...misplacedItem],
  messages: { "not-added": "{{type}} was sent without {{added}} before it" },
  observe({ state, report, exercised }) {
    const miss = (
      event: WireEvent,
      item: ItemState | undefined,
      container: Container,
      index: number,
    ): void => {
      const added = partEventOf("added", container);
      report("not-added", {
        at: event,
        pointer: `/${container}_index`,
        expected: `${added} first`,
        actual: item
          ? `item ${item.outputIndex} has no ${container} part ${index}`
          : `no item has a ${container} part`,
        related: [item?.added?.event],
        args: { type: event.type, added },
      });
    };
    return {
      place(event) {
        const { kind, own, named, index = 0 } = locate(state, event);
        const { container = "item" } = kind?.family ?? {};
        if (container === "item" || isResumed(state, event)) return;
        if (own?.added) {
          exercised();
          // Where the item has other parts, the index is at fault: part/index-sound says so.
          if (begunParts(own, container).length === 0) miss(event, own, container, index);
        } else if (!named && state.items.size > 0) {
          // It names no item, which the schema reports. That no part was begun at all shows all the same.
          exercised();
          const begun = [...state.items.values()].some(
            (item) => begunParts(item, container).length > 0,
          );
          if (!begun) miss(event, undefined, container, index);
        }
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
