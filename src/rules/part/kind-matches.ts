import { integerAt, objectAt, stringAt } from "../../json/json.ts";
import { partEvents } from "../../protocol/events.ts";
import { locate } from "../../stream/location.ts";
import { itemAt, itemType, partOf } from "../../stream/state.ts";
import { defineRule } from "../../engine/rule.ts";
import { forEach, textInPart } from "./part-event.ts";
import { misplacedItem } from "../item/misplaced.ts";

export default defineRule({
  id: "part/kind-matches",
  title: "Text is streamed only into a part and an item of the matching type",
  requirement: { openresponses: "must", openai: "must" },
  spec: ["openresponses#streaming", "openai:responses-streaming/response/content_part/added"],
  messages: {
    part: "{{type}} does not fit a part of type {{kind}}",
    item: "{{type}} does not fit an item of type {{kind}}",
    changed: "the part has type {{kind}} when added and another type when done",
  },
  yieldsTo: [...misplacedItem, "part/index-sound"],
  observe({ state, report, exercised }) {
    return {
      "response.output_item.added": (event) => {
        const item = objectAt(event.payload, "item");
        const type = stringAt(item, "type");
        const index = integerAt(event.payload, "output_index");
        const early = itemAt(state, index, stringAt(item, "id"));
        if (!early || early.added || type === undefined) return;
        // What was streamed before the item was there shows only now that it was of another kind.
        for (const { family, first, done } of early.texts.values()) {
          const text = first[0] ?? done?.event;
          if (!text || family.itemType === type) continue;
          report("item", {
            at: text,
            expected: `an event of an item of type ${type}`,
            actual: text.type,
            related: [event],
            args: { type: text.type, kind: type },
          });
        }
      },
      ...forEach(partEvents.done, (event) => {
        const part = partOf(state, event);
        if (!part?.added || part.done) return;
        const kind = stringAt(part.added.part, "type");
        const type = stringAt(objectAt(event.payload, "part"), "type");
        if (kind === undefined || type === undefined) return;
        exercised();
        if (type === kind) return;
        report("changed", {
          at: event,
          pointer: "/part/type",
          expected: kind,
          actual: type,
          related: [part.added.event],
          args: { kind },
        });
      }),
      place(event) {
        const { kind: text, own: item } = locate(state, event);
        const type = item?.added && itemType(item);
        if (!text || !type) return;
        exercised();
        const { family } = text;
        if (type !== family.itemType)
          return report("item", {
            at: event,
            expected: `an item of type ${family.itemType}`,
            actual: type,
            related: [item.added?.event],
            args: { type: event.type, kind: type },
          });
        const added = textInPart(state, event)?.part?.added;
        const kind = stringAt(added?.part, "type");
        if (!added || kind === undefined || kind === family.partType) return;
        report("part", {
          at: event,
          expected: `a part of type ${family.partType}`,
          actual: kind,
          related: [added.event],
          args: { type: event.type, kind },
        });
      },
    };
  },
});
