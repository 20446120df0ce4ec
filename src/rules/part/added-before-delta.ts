import { defineRule } from "../../engine/rule.ts";
import { textEventTypes } from "../../stream/families.ts";
import { drop, chain } from "../../tape/edits.ts";
import { begunParts, forEach, textInPart } from "./part-event.ts";

export const partAddedBeforeDelta = defineRule<"not-added">({
  id: "part/added-before-delta",
  title: "a content or summary part is added before its text streams",
  requirement: { openresponses: "must", openai: "must" },
  spec: ["openresponses#streaming", "openai:responses-streaming/response/content_part/added"],
  messages: { "not-added": "{{type}} comes without {{added}} before it" },
  observe({ state, report, exercised }) {
    return {
      ...forEach(textEventTypes, (event) => {
        const text = textInPart(state, event);
        if (!text) return;
        exercised();
        if (text.part?.added) return;
        const { kind, index, own } = text;
        const { home } = kind.family;
        // Where the item has other parts, the index is at fault: part/index-sound says so.
        if (begunParts(own, home).length > 0) return;
        const added =
          home === "content"
            ? "response.content_part.added"
            : "response.reasoning_summary_part.added";
        report("not-added", {
          at: event,
          pointer: `/${home}_index`,
          expected: `${added} first`,
          actual: `item ${own.outputIndex} has no ${home} part ${index}`,
          related: [own.added?.event],
          args: { type: event.type, added },
        });
      }),
    };
  },
  faults: [
    {
      name: "the text part is never added",
      tape: "text",
      edit: drop("response.content_part.added"),
      finds: ["not-added"],
    },
    {
      name: "the first summary part is never added",
      tape: "summary-one",
      edit: drop("response.reasoning_summary_part.added"),
      finds: ["not-added"],
    },
    {
      name: "the text part is neither added nor done",
      tape: "text",
      edit: chain(drop("response.content_part.added"), drop("response.content_part.done")),
      finds: ["not-added"],
    },
  ],
});
