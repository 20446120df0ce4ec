import { objectAt, type JsonObject } from "../../json/json.ts";
import type { StreamEvent } from "../types.ts";
import { rewriteArguments } from "./call-edits.ts";
import {
  callDelta,
  callDone,
  change,
  changeItems,
  changeText,
  drop,
  family,
  insert,
  itemAdded,
  reshape,
  twice,
} from "./edits.ts";

const isCall = (item: JsonObject): boolean => item["type"] === "function_call";

/** Function calls: the argument buffer, ids and names. */
export const callFaults = family("calls", [
  {
    id: "arguments-delta-lost",
    title: "The second arguments delta is lost.",
    breaks: "call/arguments-buffer",
    events: drop(callDelta, 1),
  },
  {
    id: "arguments-delta-twice",
    title: "The second arguments delta is sent twice.",
    breaks: "call/arguments-buffer",
    events: twice(callDelta, 1),
  },
  {
    id: "arguments-deltas-missing",
    title: "The arguments come in function_call_arguments.done alone, without deltas.",
    breaks: "call/arguments-buffer",
    events: drop(callDelta),
  },
  {
    id: "arguments-done-reformatted",
    title: "function_call_arguments.done carries the same JSON written with other blanks.",
    breaks: "call/arguments-buffer",
    events: change(callDone, (event) =>
      changeText(event, "arguments", (text) => text.replace("{", "{ ")),
    ),
  },
  {
    id: "arguments-item-differs",
    title: "The finished item carries other arguments than function_call_arguments.done.",
    breaks: "call/arguments-buffer",
    events: changeItems((item, stage) => {
      if (isCall(item) && stage !== "added") item["arguments"] = "{}";
    }),
  },
  {
    id: "arguments-spurious-object",
    title: "An empty object is sent as a first delta before the real arguments.",
    breaks: "call/arguments-buffer",
    events: insert(callDelta, (event) => [{ ...event, delta: "{}" }]),
  },
  {
    id: "arguments-mixed-up",
    title: "The deltas of two parallel calls go to each other's item.",
    breaks: "call/arguments-buffer",
    events: (events) => {
      const added = events.filter(
        (event) => event.type === itemAdded && isCall(objectAt(event, "item") ?? {}),
      );
      const [a, b] = added.map((event) => ({
        item_id: objectAt(event, "item")?.["id"],
        output_index: event["output_index"],
      }));
      if (a === undefined || b === undefined) return events;
      // Both calls stay open until the end, so that every delta still names an open item.
      const own = (event: StreamEvent, which: typeof a): boolean =>
        event["item_id"] === which.item_id && event.type === callDelta;
      const [deltasA, deltasB] = [events.filter((e) => own(e, a)), events.filter((e) => own(e, b))];
      const rest = events.filter((event) => !own(event, a) && !own(event, b));
      const isAdded = (event: StreamEvent): boolean => added.includes(event);
      const head = rest.slice(0, rest.findIndex(isAdded));
      const tail = rest.slice(head.length).filter((event) => !isAdded(event));
      const crossed = [
        ...deltasA.map((event) => ({ ...event, ...b })),
        ...deltasB.map((event) => ({ ...event, ...a })),
      ];
      return reshape(() => [...head, ...added, ...crossed, ...tail])(events);
    },
  },
  {
    id: "arguments-cut",
    title: "The arguments of a completed call stop in the middle of the JSON.",
    breaks: "call/arguments-json",
    events: rewriteArguments((text) => text.slice(0, -1)),
  },
  {
    id: "arguments-empty",
    title: "The arguments of a completed call are the empty string.",
    breaks: "call/arguments-json",
    events: rewriteArguments(() => ""),
  },
  {
    id: "arguments-done-missing",
    title: "function_call_arguments.done is left out.",
    breaks: "call/done-event",
    events: drop(callDone),
  },
  {
    id: "arguments-start-full",
    title: "output_item.added already carries the whole arguments.",
    breaks: "part/starts-empty",
    events: (events) => {
      const done = new Map(
        events
          .filter((event) => event.type === callDone)
          .map((event) => [event["item_id"], event["arguments"]]),
      );
      return changeItems((item, stage) => {
        if (isCall(item) && stage === "added") item["arguments"] = done.get(item["id"]) ?? "";
      })(events);
    },
  },
  {
    id: "call-id-missing",
    title: "Function calls have an empty call_id.",
    breaks: "call/ids",
    events: changeItems((item) => void (isCall(item) && (item["call_id"] = ""))),
  },
  {
    id: "call-id-changes",
    title: "The finished call has another call_id than the announced one.",
    breaks: "item/type-stable",
    events: changeItems((item, stage) => {
      if (isCall(item) && stage !== "added") item["call_id"] = `${String(item["call_id"])}z`;
    }),
  },
  {
    id: "call-ids-shared",
    title: "Parallel calls have the same call_id.",
    breaks: "call/ids",
    events: changeItems((item) => void (isCall(item) && (item["call_id"] = "call_1"))),
  },
  {
    id: "call-name-late",
    title: "output_item.added has no name yet for a function call.",
    breaks: "call/name-known",
    events: changeItems(
      (item, stage) => void (isCall(item) && stage === "added" && (item["name"] = "")),
    ),
  },
  {
    id: "call-name-unknown",
    title: "The called function is none of the request's tools.",
    breaks: "call/name-known",
    events: (events) => {
      change(callDone, (event) => void (event["name"] = "some_other_function"))(events);
      return changeItems((item) => void (isCall(item) && (item["name"] = "some_other_function")))(
        events,
      );
    },
  },
  {
    id: "arguments-off-schema",
    title: "The arguments are JSON but not valid for the tool's parameters.",
    breaks: "call/schema",
    events: rewriteArguments(() => '{"unexpected":[1,2,3]}'),
  },
]);
