import { objectAt } from "../../json/json.ts";
import type { StreamEvent } from "../types.ts";
import {
  callDelta,
  change,
  changeItems,
  changeResponse,
  drop,
  family,
  firstPart,
  insert,
  itemAdded,
  itemDone,
  onlyWith,
  places,
  reshape,
  terminals,
  textDelta,
  twice,
} from "./edits.ts";

const deltas = [textDelta, callDelta, "response.refusal.delta"];

/** How output items open, run and close. */
export const itemFaults = family("items", [
  {
    id: "item-added-missing",
    title: "The first output item is never announced by output_item.added.",
    breaks: "item/added-before-use",
    events: drop(itemAdded, 0),
  },
  {
    id: "item-added-late",
    title: "output_item.added comes after the item's first delta.",
    breaks: "item/added-before-use",
    events: reshape((events) => {
      const from = places(events, itemAdded)[0] ?? -1;
      const to = places(events, deltas)[0] ?? -1;
      const late = events[from];
      return late === undefined || to < from
        ? events
        : events.toSpliced(to + 1, 0, late).toSpliced(from, 1);
    }),
  },
  {
    id: "item-done-missing",
    title: "The last output item is never closed by output_item.done.",
    breaks: "item/added-done-pairing",
    events: drop(itemDone, -1),
  },
  {
    id: "item-done-twice",
    title: "output_item.done is sent twice for one item.",
    breaks: "item/added-done-pairing",
    events: twice(itemDone),
  },
  {
    id: "item-id-rotates",
    title: "output_item.done and the final output carry another item id than the stream before.",
    breaks: "item/id-stable",
    events: changeItems((item, stage) => {
      if (stage !== "added") item["id"] = `${String(item["id"])}x`;
    }),
  },
  {
    id: "item-id-differs-in-output",
    title: "Only the final response.output has another item id.",
    breaks: "item/id-stable",
    events: changeItems((item, stage) => {
      if (stage === "output") item["id"] = `${String(item["id"])}x`;
    }),
  },
  {
    id: "item-id-empty-in-deltas",
    title: "Deltas have an empty item_id.",
    breaks: "item/id-stable",
    events: change(deltas, (event) => void (event["item_id"] = "")),
  },
  {
    id: "item-ids-shared",
    title: "All items of a response have the same id.",
    breaks: "item/id-unique",
    events: (events) => {
      const id = objectAt(
        events.find((event) => event.type === itemAdded),
        "item",
      )?.["id"];
      change(
        (event) => "item_id" in event,
        (event) => void (event["item_id"] = id),
      )(events);
      return changeItems((item) => void (item["id"] = id))(events);
    },
  },
  {
    id: "output-index-from-one",
    title: "output_index counts from 1.",
    breaks: "item/index-sound",
    events: change(
      (event) => "output_index" in event,
      (event) => void (event["output_index"] = Number(event["output_index"]) + 1),
    ),
  },
  {
    id: "output-index-always-zero",
    title: "Every item has output_index 0.",
    breaks: "item/index-sound",
    events: change(
      (event) => "output_index" in event,
      (event) => void (event["output_index"] = 0),
    ),
  },
  {
    id: "output-index-wrong-in-delta",
    title: "One delta carries the output_index of another item.",
    breaks: "item/index-sound",
    events: change(
      deltas,
      (event) => void (event["output_index"] = Number(event["output_index"]) + 1),
      0,
    ),
  },
  {
    id: "item-role-changes",
    title: "A message is announced with role assistant and closed with role user.",
    breaks: "item/type-stable",
    events: changeItems((item, stage) => {
      if (item["type"] === "message" && stage !== "added") item["role"] = "user";
    }),
  },
  {
    id: "delta-after-item-done",
    title: "An empty delta names an item after its output_item.done.",
    breaks: "item/done-is-final",
    events: reshape((events) => {
      const delta = events.find((event) => deltas.includes(event.type));
      const at = places(events, itemDone)[0] ?? -1;
      return delta === undefined || at < 0
        ? events
        : events.toSpliced(at + 1, 0, { ...delta, delta: "" });
    }),
  },
  {
    id: "item-added-completed",
    title: "output_item.added says that the item is already completed.",
    breaks: "item/status-progression",
    events: changeItems((item, stage) => {
      if (stage === "added") item["status"] = "completed";
    }),
  },
  {
    id: "item-done-in-progress",
    title: "output_item.done and the final output say that the item is still in progress.",
    breaks: "item/status-progression",
    events: changeItems((item, stage) => {
      if (stage !== "added") item["status"] = "in_progress";
    }),
  },
  {
    id: "incomplete-item-in-completed-response",
    title: "The last item is incomplete although the response is completed.",
    breaks: "item/incomplete-is-last",
    events: onlyWith(
      "response.completed",
      changeItems((item, stage) => {
        if (stage !== "added") item["status"] = "incomplete";
      }),
    ),
  },
  {
    id: "output-empty",
    title: "The terminal response has no output although items were streamed.",
    breaks: "item/done-equals-output",
    events: changeResponse(terminals, (response) => void (response["output"] = [])),
  },
  {
    id: "output-text-differs",
    title: "The text in the final response.output is not the one that was streamed.",
    breaks: "item/done-equals-output",
    events: changeItems((item, stage) => {
      const part = stage === "output" ? firstPart(item) : undefined;
      if (part?.["type"] === "output_text") part["text"] = `${String(part["text"])} `;
    }),
  },
  {
    id: "output-reversed",
    title: "The final response.output lists the items in the opposite order.",
    breaks: "item/index-sound",
    events: changeResponse(terminals, (response) => {
      if (Array.isArray(response["output"])) response["output"] = response["output"].toReversed();
    }),
  },
  {
    id: "item-type-unprefixed",
    title: "An item of a type outside the specification has no vendor prefix.",
    breaks: "item/extension-prefix",
    events: onlyWith("response.completed", (events) => {
      const index = places(events, itemAdded).length;
      const item = (status: string): { [key: string]: string } => ({
        id: `th_${index}`,
        type: "thinking_trace",
        status,
      });
      const pair = (): StreamEvent[] => [
        { type: itemAdded, output_index: index, item: item("in_progress") },
        { type: itemDone, output_index: index, item: item("completed") },
      ];
      const longer = insert(terminals, pair)(events);
      return changeResponse(
        terminals,
        ({ output }) => void (Array.isArray(output) && output.push(item("completed"))),
      )(longer);
    }),
  },
  {
    id: "item-without-status",
    title: "Items have no status.",
    breaks: "item/required-fields",
    events: changeItems((item) => void delete item["status"]),
  },
]);
