import { objectAt, stringAt } from "../../json/json.ts";
import { defineRule } from "../../engine/rule.ts";
import { placeOf } from "../../stream/place.ts";
import { itemType, partOf } from "../../stream/state.ts";
import { chain, onEvents, patch, patchAll } from "../../tape/edits.ts";
import { forEach, partEvents, textInPart } from "./part-event.ts";

type Messages = "part" | "item" | "changed";

export const partKindMatches = defineRule<Messages>({
  id: "part/kind-matches",
  title: "a text streams into a part and an item of its own kind",
  requirement: { openresponses: "must", openai: "must" },
  spec: ["openresponses#streaming", "openai:responses-streaming/response/content_part/added"],
  messages: {
    part: "{{type}} does not fit a part of type {{kind}}",
    item: "{{type}} does not fit an item of type {{kind}}",
    changed: "the part was added as {{kind}} and is done as another type",
  },
  yieldsTo: ["item/index-sound", "part/index-sound"],
  observe({ state, report, exercised }) {
    return {
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
        const { kind: text, own: item } = placeOf(state, event);
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
  faults: [
    {
      name: "a refusal streams into a text part",
      tape: "refusal",
      edit: patch("response.content_part.added", 0, "/part", {
        type: "output_text",
        text: "",
        annotations: [],
        logprobs: [],
      }),
      finds: ["part", "changed"],
    },
    {
      name: "argument deltas come for a message",
      tape: "empty-text",
      edit: chain(
        patch("response.output_text.done", 0, "/type", "response.function_call_arguments.done"),
        patch("response.function_call_arguments.done", 0, "/arguments", ""),
        onEvents((events) => {
          for (const event of events)
            if (event.event === "response.output_text.done")
              event.event = "response.function_call_arguments.done";
          return events;
        }),
      ),
      finds: ["item"],
      alsoFires: ["part/pairing"],
    },
    {
      name: "the part is done as a refusal",
      tape: "text",
      edit: chain(
        patchAll("response.content_part.done", "/part/type", "refusal"),
        patch("response.content_part.done", 0, "/part/refusal", "The weather is sunny today."),
      ),
      finds: ["changed"],
    },
  ],
});
