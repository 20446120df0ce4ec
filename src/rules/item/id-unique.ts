import { integerAt, objectAt, stringAt } from "../../json/json.ts";
import { defineRule } from "../../engine/rule.ts";
import { finalOutput } from "./final.ts";

export default defineRule({
  id: "item/id-unique",
  title: "Each output item of a response has its own id",
  requirement: { openresponses: "must", openai: "must" },
  spec: ["openresponses#items", "openai:responses/object#output"],
  messages: { repeated: "items {{first}} and {{second}} have the same id {{id}}" },
  observe({ state, report, exercised }) {
    return {
      "response.output_item.added": (event) => {
        const id = stringAt(objectAt(event.payload, "item"), "id");
        const index = integerAt(event.payload, "output_index");
        if (id === undefined || id === "" || index === undefined) return;
        exercised();
        const known = state.byId.get(id);
        if (!known || known.outputIndex === index) return;
        report("repeated", {
          at: event,
          pointer: "/item/id",
          expected: "an id that no other item has",
          actual: id,
          related: [known.added?.event ?? known.done?.event],
          args: { first: known.outputIndex, second: index, id },
        });
      },
      snapshot(snapshot) {
        const final = finalOutput(snapshot, state);
        // On a stream the announcements tell; a final output that departs from them is another rule's.
        if (!final || final.event) return;
        const places = new Map<string, number>();
        for (const [second, item] of final.output.entries()) {
          const id = stringAt(item, "id");
          if (id === undefined || id === "") continue;
          exercised();
          const first = places.get(id);
          places.set(id, first ?? second);
          if (first === undefined) continue;
          report("repeated", {
            pointer: `${final.pointer}/${second}/id`,
            expected: "an id that no other item has",
            actual: id,
            args: { first, second, id },
          });
        }
      },
    };
  },
});
