import { arrayAt, elementsAt, type Json, objectAt, stringAt } from "../../json/json.ts";
import { show } from "../../json/show.ts";
import { partEvents } from "../../protocol/events.ts";
import { familyOfPart, textOfPart } from "../../protocol/families.ts";
import { fieldsFilledLater } from "../../protocol/items.ts";
import type { WireEvent } from "../../wire/types.ts";
import { defineRule } from "../../engine/rule.ts";
import { ownItem } from "../../stream/location.ts";
import { partPlace } from "../../stream/state.ts";
import { forEach } from "./part-event.ts";

/** True for a value that holds text already: a non-empty string, or a list with a part that has some. */
function hasText(value: Json | undefined): boolean {
  if (typeof value === "string") return value !== "";
  if (!Array.isArray(value)) return false;
  return value.some((part) => Boolean(textOfPart(part)));
}

export default defineRule({
  id: "part/starts-empty",
  title: "An item or part whose text is streamed is empty when it is added",
  requirement: { openresponses: "must", openai: "must" },
  spec: ["openresponses#streaming", "openai:responses-streaming/response/content_part/added"],
  messages: {
    filled:
      "{{type}} already has text at {{pointer}}; clients that append the deltas show the text twice",
    again: "{{type}} adds part {{index}}, which the item already had when it was added",
  },
  observe({ state, report, exercised }) {
    const judge = (event: WireEvent, pointer: string, value: Json | undefined): void => {
      exercised();
      if (!hasText(value)) return;
      const args = { type: event.type, pointer };
      report("filled", {
        at: event,
        pointer,
        expected: "no text yet",
        actual: show(value, 120),
        args,
      });
    };
    return {
      "response.output_item.added": (event) => {
        const item = objectAt(event.payload, "item");
        for (const field of fieldsFilledLater(stringAt(item, "type")) ?? [])
          judge(event, `/item/${field}`, arrayAt(item, field) ?? stringAt(item, field));
      },
      ...forEach(partEvents.added, (event) => {
        const { container, index = -1 } = partPlace(event);
        const added = ownItem(state, event)?.added;
        const there = elementsAt(added?.item, container)[index];
        // With text in it, the part of the item is the one that is told.
        if (stringAt(there, "type") !== undefined && !textOfPart(there))
          report("again", {
            at: event,
            pointer: `/${container}_index`,
            expected: `an item that is added with ${container} []`,
            actual: show(there, 120),
            related: [added?.event],
            args: { type: event.type, index },
          });
        const part = objectAt(event.payload, "part");
        const field = familyOfPart(part?.["type"])?.doneField ?? "text";
        judge(event, `/part/${field}`, stringAt(part, field));
      }),
    };
  },
});
