import type { Json } from "../../json/json.ts";
import {
  breaks,
  changeItems,
  changeOnWire,
  changeResponse,
  family,
  firstPart,
  insert,
  onRoute,
  openings,
  setIn,
  setInResponse,
  snapshots,
  textDelta,
} from "./edits.ts";

/** Response objects and items that do not have the documented shape. */
export const schemaFaults = family("schema", {
  "response-without-tools": breaks("schema/response", {
    title: "Response objects have no tools field.",
    events: setInResponse(snapshots, { tools: undefined }),
  }),
  "nulls-left-out": breaks("schema/response", {
    title: "Response objects have no field whose value is null.",
    events: changeResponse(snapshots, (response) => {
      for (const [field, value] of Object.entries(response))
        if (value === null) delete response[field];
    }),
  }),
  "response-object-wrong": breaks("schema/response", {
    title: "Response objects have the object chat.completion.",
    events: setInResponse(snapshots, { object: "chat.completion" }),
  }),
  "parallel-calls-null": breaks("schema/response", {
    title: "parallel_tool_calls is null.",
    events: setInResponse(snapshots, { parallel_tool_calls: null }),
  }),
  "annotations-null": breaks("schema/item", {
    title: "Finished text parts have annotations null instead of a list.",
    events: changeItems((item) => {
      const part = firstPart(item);
      if (part?.["type"] === "output_text") part["annotations"] = null;
    }),
  }),
  "message-without-role": breaks("schema/item", {
    title: "Message items have no role.",
    events: changeItems((item) => {
      if (item["type"] === "message") delete item["role"];
    }),
  }),
  "created-at-milliseconds": breaks("schema/timestamps", {
    title: "created_at and completed_at are milliseconds.",
    events: changeResponse(snapshots, (response) => {
      for (const key of ["created_at", "completed_at"])
        if (typeof response[key] === "number") response[key] *= 1000;
    }),
  }),
  "created-at-fraction": breaks("schema/timestamps", {
    title: "created_at has a fraction.",
    events: changeResponse(snapshots, (response) => {
      response["created_at"] = Number(response["created_at"]) + 0.5;
      if (typeof response["completed_at"] === "number") response["completed_at"] += 1;
    }),
  }),
  "list-object-missing": breaks("schema/body", {
    title: "A page of input_items has no object field.",
    body: onRoute("input_items", (json) => ({ ...json, object: undefined })),
  }),
  "input-tokens-zero": breaks("input/count-tokens", {
    title: "Every input counts as 0 tokens.",
    body: onRoute("input_tokens", (json) => ({ ...json, input_tokens: 0 })),
  }),
  "compaction-object-wrong": breaks("schema/body", {
    title: "A compaction has the object response.",
    body: onRoute("compact", (json) => ({ ...json, object: "response" })),
  }),
});

/** Request fields that do not come back as they were sent. */
export const echoFaults = family(
  "echo",
  Object.fromEntries([
    lost("instructions", null),
    lost("temperature", 0.7),
    lost("metadata", {}),
    lost("tools", []),
    lost("max_output_tokens", null),
    lost("previous_response_id", null),
    lost("store", false),
  ]),
);

function lost(field: string, told: Json): [id: string, fault: ReturnType<typeof breaks>] {
  const fault = breaks("echo/request", {
    title: `The response does not repeat the ${field} of the request.`,
    events: (events, { sent }) =>
      (sent[field] ?? null) === null
        ? events
        : changeResponse(snapshots, (response) => void (response[field] = told))(events),
  });
  return [`echo-${field.replaceAll("_", "-")}-lost`, fault];
}

/** Events that the dialect does not know, or that lack what it demands. */
export const unknownFaults = family("schema", {
  "unknown-event": breaks("schema/unknown-event", {
    title: "An event of a type outside the specification has no vendor prefix.",
    events: insert(textDelta, () => [{ type: "response.thinking.tick" }]),
  }),
  "delta-is-object": breaks("schema/event", {
    title: "A text delta is an object instead of a string.",
    events: setIn(textDelta, (event) => ({ delta: { text: String(event["delta"]) } }), 0),
  }),
  "content-index-missing": breaks("schema/event", {
    title: "Text deltas have no content_index.",
    events: setIn(textDelta, { content_index: undefined }),
  }),
  "response-not-an-object": breaks("schema/event", {
    title: "The first snapshots have only the response id.",
    frames: changeOnWire(openings, (event) => void (event["response"] = "resp_1")),
  }),
});
