import { objectAt, stringAt } from "../../json/json.ts";
import { firstDifference, show } from "../../json/show.ts";
import { partEvents } from "../../protocol/events.ts";
import { familyOfPart } from "../../protocol/families.ts";
import { copiesOf } from "../../stream/output.ts";
import { ownItem } from "../../stream/location.ts";
import { partOf, partPlace } from "../../stream/state.ts";
import { defineRule } from "../../engine/rule.ts";
import { misplacedItem } from "../item/misplaced.ts";
import { forEach } from "../part/part-event.ts";

// Of several copies of one text only the one is at fault that equals none before it:
// where an earlier one was wrong, it has been reported there.

export default defineRule({
  id: "text/done-equals-part",
  title: "A finished part has the text of its done event",
  requirement: { openresponses: "must", openai: "must" },
  spec: ["openresponses#streaming", "openai:responses-streaming/response/content_part/done"],
  messages: { differs: "the text in {{type}} differs from the streamed text" },
  yieldsTo: [...misplacedItem, "part/index-sound"],
  observe({ state, report, exercised }) {
    return forEach(partEvents.done, (event) => {
      const item = ownItem(state, event);
      const { container, index } = partPlace(event);
      const part = objectAt(event.payload, "part");
      const family = familyOfPart(part?.["type"]);
      if (!item?.added || !part || family?.container !== container) return;
      if (index === undefined || partOf(state, event)?.done) return;
      const value = stringAt(part, family.doneField);
      const copies = copiesOf(item, family, index);
      const expected = copies.at(-1);
      if (value === undefined || !expected) return;
      exercised();
      if (copies.some((copy) => copy.value === value)) return;
      report("differs", {
        at: event,
        pointer: `/part/${family.doneField}`,
        expected: show(expected.value),
        actual: show(value),
        related: [expected.event],
        args: { type: event.type },
        differsAt: firstDifference(expected.value, value),
      });
    });
  },
});
