import { diffJson } from "../../json/diff.ts";
import { arrayAt, integerAt, type Json, objectAt } from "../../json/json.ts";
import { show } from "../../json/show.ts";
import type { WireEvent } from "../../wire/types.ts";
import { partOf } from "../../stream/state.ts";
import { defineRule } from "../../engine/rule.ts";
import { misplacedItem } from "../item/misplaced.ts";
import { contentPartKey } from "../part/part-event.ts";

/** Annotations of one part, as streamed. */
interface Streamed {
  annotations: (Json | undefined)[];
  last: WireEvent;
}

export default defineRule({
  id: "text/annotations",
  title: "A finished part has the annotations that were streamed",
  requirement: { openresponses: "must", openai: "must" },
  spec: [
    "openresponses#streaming",
    "openai:responses-streaming/response/output_text/annotation/added",
  ],
  messages: {
    order: "annotation_index is {{index}}; expected {{next}}",
    count: "the finished part has {{actual}} annotations, but {{streamed}} were streamed",
    differs: "annotation {{index}} of the finished part differs from the streamed annotation",
  },
  yieldsTo: [...misplacedItem, "part/index-sound", "part/added-before-delta"],
  observe({ state, report, exercised }) {
    const parts = new Map<string, Streamed>();
    return {
      "response.output_text.annotation.added": (event) => {
        const key = contentPartKey(state, event);
        const index = integerAt(event.payload, "annotation_index");
        if (key === undefined || index === undefined) return;
        exercised();
        const known = parts.get(key) ?? { annotations: [], last: event };
        const next = known.annotations.length;
        if (index !== next)
          report("order", {
            at: event,
            pointer: "/annotation_index",
            expected: String(next),
            actual: String(index),
            related: next > 0 ? [known.last] : [],
            args: { index, next },
          });
        known.annotations.push(event.payload["annotation"]);
        known.last = event;
        parts.set(key, known);
      },
      "response.content_part.done": (event) => {
        const key = contentPartKey(state, event);
        const final = arrayAt(objectAt(event.payload, "part"), "annotations");
        if (key === undefined || !final || partOf(state, event)?.done) return;
        exercised();
        const { annotations = [], last } = parts.get(key) ?? {};
        const streamed = annotations.length;
        if (final.length !== streamed)
          return report("count", {
            at: event,
            pointer: "/part/annotations",
            expected: `${streamed} annotation${streamed === 1 ? "" : "s"}`,
            actual: String(final.length),
            related: [last],
            args: { actual: final.length, streamed },
          });
        for (const [index, annotation] of final.entries()) {
          const [found] = diffJson(annotations[index], annotation, { limit: 1 });
          if (!found) continue;
          report("differs", {
            at: event,
            pointer: `/part/annotations/${index}${found.pointer}`,
            expected: show(found.left),
            actual: show(found.right),
            related: [last],
            args: { index },
          });
        }
      },
    };
  },
});
