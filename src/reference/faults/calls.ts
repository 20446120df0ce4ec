import { objectAt, type JsonObject } from "../../json/json.ts";
import type { StreamEvent } from "../types.ts";
import { rewriteArguments } from "./call-edits.ts";
import {
  breaks,
  callDelta,
  callDone,
  change,
  changeItems,
  changeText,
  drop,
  family,
  finished,
  insert,
  itemAdded,
  reshape,
  setIn,
  setInItems,
  twice,
} from "./edits.ts";

const isCall = (item: JsonObject): boolean => item["type"] === "function_call";
const isFinishedCall: typeof finished = (item, stage) => isCall(item) && finished(item, stage);

/** Function calls: the argument buffer, ids and names. */
export const callFaults = family("calls", {
  "arguments-delta-lost": breaks("call/arguments-buffer", {
    title: "The second arguments delta is lost.",
    events: drop(callDelta, 1),
  }),
  "arguments-delta-twice": breaks("call/arguments-buffer", {
    title: "The second arguments delta is sent twice.",
    events: twice(callDelta, 1),
  }),
  "arguments-deltas-missing": breaks("call/arguments-buffer", {
    title: "The arguments are only in function_call_arguments.done, without deltas.",
    events: drop(callDelta),
  }),
  "arguments-done-reformatted": breaks("call/arguments-buffer", {
    title: "function_call_arguments.done has the same JSON with other white space.",
    events: change(callDone, (event) =>
      changeText(event, "arguments", (text) => text.replace("{", "{ ")),
    ),
  }),
  "arguments-item-differs": breaks("call/arguments-buffer", {
    title: "The arguments of the finished item differ from function_call_arguments.done.",
    events: setInItems({ arguments: "{}" }, isFinishedCall),
  }),
  "arguments-spurious-object": breaks("call/arguments-buffer", {
    title: "An empty object is sent as a first delta before the real arguments.",
    events: insert(callDelta, (event) => [{ ...event, delta: "{}" }]),
  }),
  "arguments-mixed-up": breaks("call/arguments-buffer", {
    title: "The deltas of two parallel calls are sent with the ids of each other's item.",
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
  }),
  "arguments-cut": breaks("call/arguments-json", {
    title: "The arguments of a completed call stop in the middle of the JSON.",
    events: rewriteArguments((text) => text.slice(0, -1)),
  }),
  "arguments-empty": breaks("call/arguments-json", {
    title: "The arguments of a completed call are the empty string.",
    events: rewriteArguments(() => ""),
  }),
  "arguments-done-missing": breaks("call/done-event", {
    title: "function_call_arguments.done is missing.",
    events: drop(callDone),
  }),
  "arguments-start-full": breaks("part/starts-empty", {
    title: "output_item.added already has the complete arguments.",
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
  }),
  "mcp-server-unknown": breaks("call/hosted-offered", {
    title: "Items of an MCP server name a server that was not offered.",
    events: setInItems({ server_label: "elsewhere" }, (item) => item["server_label"] !== undefined),
  }),
  "call-id-missing": breaks("call/ids", {
    title: "Function calls have an empty call_id.",
    events: setInItems({ call_id: "" }, isCall),
  }),
  "call-id-changes": breaks("item/type-stable", {
    title: "The call_id of the finished call differs from that of the added call.",
    events: setInItems((item) => ({ call_id: `${String(item["call_id"])}z` }), isFinishedCall),
  }),
  "call-ids-shared": breaks("call/ids", {
    title: "Parallel calls have the same call_id.",
    events: setInItems({ call_id: "call_1" }, isCall),
  }),
  "call-name-late": breaks("call/name-known", {
    title: "output_item.added has no name for a function call.",
    events: setInItems({ name: "" }, (item, stage) => isCall(item) && stage === "added"),
  }),
  "call-name-unknown": breaks("call/name-known", {
    title: "The called function is not a tool of the request.",
    events: (events) => {
      setIn(callDone, { name: "some_other_function" })(events);
      return setInItems({ name: "some_other_function" }, isCall)(events);
    },
  }),
  "arguments-off-schema": breaks("call/schema", {
    title: "The arguments are JSON, but not valid for the parameters of the tool.",
    events: rewriteArguments(() => '{"unexpected":[1,2,3]}'),
  }),
});
