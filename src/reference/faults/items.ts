import { elementsAt, objectAt, stringAt } from "../../json/json.ts";
import type { StreamEvent } from "../types.ts";
import {
  breaks,
  callDelta,
  changeItems,
  changeResponse,
  drop,
  family,
  finished,
  firstPart,
  having,
  insert,
  itemAdded,
  itemDone,
  onlyWith,
  places,
  reshape,
  setIn,
  setInItems,
  setInResponse,
  terminals,
  textDelta,
  twice,
} from "./edits.ts";

const deltas = [textDelta, callDelta, "response.refusal.delta"];

/** How output items open, run and close. */
export const itemFaults = family("items", {
  "item-added-missing": breaks("item/added-before-use", {
    title: "The first output item has no output_item.added event.",
    events: drop(itemAdded, 0),
  }),
  "item-added-late": breaks("item/added-before-use", {
    title: "output_item.added is sent after the first delta of the item.",
    events: reshape((events) => {
      const from = places(events, itemAdded)[0] ?? -1;
      const to = places(events, deltas)[0] ?? -1;
      const late = events[from];
      return late === undefined || to < from
        ? events
        : events.toSpliced(to + 1, 0, late).toSpliced(from, 1);
    }),
  }),
  "item-done-missing": breaks("item/added-done-pairing", {
    title: "The last output item has no output_item.done event.",
    events: drop(itemDone, -1),
  }),
  "item-done-twice": breaks("item/added-done-pairing", {
    title: "output_item.done is sent twice for one item.",
    events: twice(itemDone),
  }),
  "item-id-rotates": breaks("item/id-stable", {
    title: "The item id in output_item.done and the final output differs from the events before.",
    events: setInItems((item) => ({ id: `${String(item["id"])}x` }), finished),
  }),
  "item-id-differs-in-output": breaks("item/id-stable", {
    title: "The item id in the final response.output differs from the streamed id.",
    events: setInItems(
      (item) => ({ id: `${String(item["id"])}x` }),
      (_, stage) => stage === "output",
    ),
  }),
  "item-id-empty-in-deltas": breaks("item/id-stable", {
    title: "Deltas have an empty item_id.",
    events: setIn(deltas, { item_id: "" }),
  }),
  "item-ids-shared": breaks("item/id-unique", {
    title: "All items of a response have the same id.",
    events: (events) => {
      const id = objectAt(
        events.find((event) => event.type === itemAdded),
        "item",
      )?.["id"];
      setIn(having("item_id"), { item_id: id })(events);
      return setInItems({ id })(events);
    },
  }),
  "output-index-from-one": breaks("item/index-sound", {
    title: "output_index counts from 1.",
    events: setIn(having("output_index"), (event) => ({
      output_index: Number(event["output_index"]) + 1,
    })),
  }),
  "output-index-always-zero": breaks("item/index-sound", {
    title: "Every item has output_index 0.",
    events: setIn(having("output_index"), { output_index: 0 }),
  }),
  "output-index-wrong-in-delta": breaks("item/index-sound", {
    title: "One delta has the output_index of another item.",
    events: setIn(deltas, (event) => ({ output_index: Number(event["output_index"]) + 1 }), 0),
  }),
  "item-role-changes": breaks("item/type-stable", {
    title: "A message is added with role assistant and done with role user.",
    events: setInItems(
      { role: "user" },
      (item, stage) => item["type"] === "message" && stage !== "added",
    ),
  }),
  "delta-after-item-done": breaks("item/done-is-final", {
    title: "An empty delta of an item follows its output_item.done.",
    events: reshape((events) => {
      const delta = events.find((event) => deltas.includes(event.type));
      const at = places(events, itemDone)[0] ?? -1;
      return delta === undefined || at < 0
        ? events
        : events.toSpliced(at + 1, 0, { ...delta, delta: "" });
    }),
  }),
  "item-added-completed": breaks("item/status-progression", {
    title: "The item in output_item.added has status completed.",
    events: setInItems({ status: "completed" }, (_, stage) => stage === "added"),
  }),
  "item-done-in-progress": breaks("item/status-progression", {
    title: "The item in output_item.done and the final output has status in_progress.",
    events: setInItems({ status: "in_progress" }, finished),
  }),
  "incomplete-item-in-completed-response": breaks("item/incomplete-is-last", {
    title: "The last item is incomplete although the response is completed.",
    events: onlyWith("response.completed", setInItems({ status: "incomplete" }, finished)),
  }),
  "output-empty": breaks("item/done-equals-output", {
    title: "The terminal response has no output although items were streamed.",
    events: setInResponse(terminals, { output: [] }),
  }),
  "message-beside-call-lost": breaks("item/done-equals-output", {
    title: "A message in the same answer as a call is not in the final response.output.",
    events: changeResponse(terminals, (response) => {
      const output = elementsAt(response, "output");
      if (output.some((item) => stringAt(item, "type") === "function_call"))
        response["output"] = output.filter((item) => stringAt(item, "type") !== "message");
    }),
  }),
  "output-text-differs": breaks("item/done-equals-output", {
    title: "The text in the final response.output differs from the streamed text.",
    events: changeItems((item, stage) => {
      const part = stage === "output" ? firstPart(item) : undefined;
      if (part?.["type"] === "output_text") part["text"] = `${String(part["text"])} `;
    }),
  }),
  "output-reversed": breaks("item/index-sound", {
    title: "The final response.output lists the items in reverse order.",
    events: changeResponse(terminals, (response) => {
      if (Array.isArray(response["output"])) response["output"] = response["output"].toReversed();
    }),
  }),
  "item-type-unprefixed": breaks("item/extension-prefix", {
    title: "An item of a type outside the specification has no vendor prefix.",
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
  }),
  "item-without-status": breaks("item/required-fields", {
    title: "Items have no status.",
    events: setInItems({ status: undefined }),
  }),
});
