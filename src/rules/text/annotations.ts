import { diffJson } from "../../json/diff.ts";
import { arrayAt, integerAt, objectAt, type Json } from "../../json/json.ts";
import { show } from "../../json/show.ts";
import { defineRule } from "../../engine/rule.ts";
import { ownItem } from "../../stream/place.ts";
import { isResumed, partOf } from "../../stream/state.ts";
import { chain, drop, patch } from "../../tape/edits.ts";
import type { WireEvent } from "../../wire/types.ts";
import { partPlace } from "../part/part-event.ts";

type Messages = "order" | "count" | "differs";

/** Annotations of one part, as streamed. */
interface Streamed {
  annotations: (Json | undefined)[];
  last: WireEvent;
}

export const textAnnotations = defineRule<Messages>({
  id: "text/annotations",
  title: "the annotations that were streamed are those of the finished part",
  requirement: { openresponses: "must", openai: "must" },
  spec: [
    "openresponses#streaming",
    "openai:responses-streaming/response/output_text/annotation/added",
  ],
  messages: {
    order: "annotation_index is {{index}}, the next one is {{next}}",
    count: "the finished part has {{actual}} annotations, {{streamed}} were streamed",
    differs: "annotation {{index}} of the finished part is not the one that was streamed",
  },
  yieldsTo: ["item/index-sound", "part/index-sound", "part/added-before-delta"],
  observe({ state, report, exercised }) {
    const parts = new Map<string, Streamed>();
    const keyOf = (event: WireEvent): string | undefined => {
      const item = ownItem(state, event);
      const { index } = partPlace(event);
      if (!item?.added || index === undefined || isResumed(state, event)) return undefined;
      return `${item.added.event.index} ${index}`;
    };
    return {
      "response.output_text.annotation.added": (event) => {
        const key = keyOf(event);
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
        const key = keyOf(event);
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
  faults: [
    {
      name: "an annotation is not streamed",
      tape: "annotations",
      edit: drop("response.output_text.annotation.added", 1),
      finds: ["count"],
    },
    {
      name: "both annotations have index 0",
      tape: "annotations",
      edit: patch("response.output_text.annotation.added", 1, "/annotation_index", 0),
      finds: ["order"],
    },
    {
      name: "a streamed annotation has another url",
      tape: "annotations",
      edit: patch(
        "response.output_text.annotation.added",
        0,
        "/annotation/url",
        "https://example.org/",
      ),
      finds: ["differs"],
    },
    {
      name: "annotations are counted from 1",
      tape: "annotations",
      edit: chain(
        patch("response.output_text.annotation.added", 0, "/annotation_index", 1),
        patch("response.output_text.annotation.added", 1, "/annotation_index", 2),
      ),
      finds: ["order"],
    },
    {
      name: "no annotation is streamed",
      tape: "annotations",
      edit: chain(
        drop("response.output_text.annotation.added"),
        drop("response.output_text.annotation.added"),
      ),
      finds: ["count"],
    },
  ],
});
