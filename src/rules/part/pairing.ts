import { partEventOf, partEvents } from "../../protocol/events.ts";
import { type Family, familyOfPart, textEventOf } from "../../protocol/families.ts";
import type { WireEvent } from "../../wire/types.ts";
import { streamedItems } from "../../stream/output.ts";
import { ownItem, locate } from "../../stream/location.ts";
import { isResumed, itemType, partKey, partOf, partPlace } from "../../stream/state.ts";
import { defineRule } from "../../engine/rule.ts";
import { isSettled } from "../item/final.ts";
import { begunParts, forEach, textsOfPart } from "./part-event.ts";
import { misplacedItem } from "../item/misplaced.ts";

export default defineRule({
  id: "part/pairing",
  title: "Each part ends in this order: its text is done, the part is done, the item is done",
  requirement: { openresponses: "must", openai: "must" },
  spec: ["openresponses#streaming", "openai:responses-streaming/response/content_part/done"],
  messages: {
    "text-not-done":
      "{{home}} part {{index}} of item {{item}} is done, but the done event of its text was not sent",
    "never-done": "{{type}} was sent for {{item}}, but neither {{missing}} followed",
    "part-not-done": "the done event of {{home}} part {{index}} of item {{item}} was not sent",
    "not-added": "{{type}} ends a part that was not added",
    "done-twice": "{{type}} ends a part a second time",
    "after-end": "{{type}} was sent after {{end}}, which had already ended the text",
  },
  yieldsTo: [...misplacedItem, "part/index-sound"],
  observe({ state, report, exercised }) {
    /** The families of texts of which a done event came. */
    const ended = new Set<string>();
    const neverDone = (
      { container }: Family,
      delta: WireEvent,
      item: string,
      at: WireEvent | undefined,
    ): void => {
      if (container === "item") return;
      exercised();
      const missing = [delta.type.replace(/delta$/, "done"), partEventOf("done", container)];
      report("never-done", {
        at,
        expected: `${missing.join(" and ")} before it`,
        actual: "nothing",
        related: [delta],
        args: { type: delta.type, item, missing: missing.join(" nor ") },
      });
    };
    return {
      ...forEach(partEvents.done, (event) => {
        const item = ownItem(state, event);
        const { container, index } = partPlace(event);
        if (!item?.added || index === undefined || isResumed(state, event)) return;
        exercised();
        const part = partOf(state, event);
        const args = { type: event.type };
        if (part?.done)
          report("done-twice", {
            at: event,
            expected: "one done event of the part",
            actual: "a second one",
            related: [part.done.event],
            args,
          });
        // A text that was streamed into a part nobody added is part/added-before-delta's.
        else if (!part?.added && textsOfPart(item, container, index).length === 0)
          report("not-added", {
            at: event,
            expected: `${event.type.replace("done", "added")} before it`,
            actual: "nothing",
            related: [item.added.event],
            args,
          });
      }),
      place(event) {
        const { kind, own: item, text, part } = locate(state, event);
        if (kind && !kind.delta) ended.add(kind.family.name);
        if (!kind || !item?.added || item.done) return;
        exercised();
        const end = text?.done?.event ?? part?.done?.event;
        if (!end) return;
        report("after-end", {
          at: event,
          expected: "no more events of this text",
          actual: event.type,
          related: [end],
          args: { type: event.type, end: end.type },
        });
      },
      snapshot(snapshot) {
        if (!snapshot.event || !isSettled(snapshot, state)) return;
        for (const [name, delta] of state.unplaced) {
          const { family } = textEventOf(delta.type) ?? {};
          if (family && !ended.has(name))
            neverDone(family, delta, "an item that it does not name", snapshot.event);
        }
        for (const item of streamedItems(state)) {
          if (!item.added) continue;
          const end = item.done?.event;
          for (const { family, index, first, done } of item.texts.values()) {
            const { container } = family;
            const [delta] = first;
            if (!end || done || !delta || container === "item") continue;
            if (family.itemType !== itemType(item)) continue;
            // Where the item has other parts, the index is at fault.
            if (item.parts.has(partKey(container, index)) || begunParts(item, container).length > 0)
              continue;
            neverDone(family, delta, `item ${item.outputIndex}`, end);
          }
          for (const part of item.parts.values()) {
            // A part that is left open together with its item has been told so.
            if (!part.added || !(end ?? part.done)) continue;
            if (end && part.added.event.index > end.index) continue;
            exercised();
            const args = { home: part.container, index: part.index, item: item.outputIndex };
            const related = [part.added.event];
            const ended = part.added.event.type.replace("added", "done");
            const before = { related, args, actual: "nothing" };
            if (!part.done)
              report("part-not-done", {
                at: end,
                expected: `${ended} before it`,
                ...before,
              });
            else if (
              familyOfPart(part.added.part["type"]) &&
              !textsOfPart(item, part.container, part.index).some(({ done }) => done)
            )
              report("text-not-done", {
                at: part.done.event,
                expected: "the done event of its text before it",
                ...before,
              });
          }
        }
      },
    };
  },
});
