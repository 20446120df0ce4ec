import { type JsonObject } from "../../json/json.ts";
import {
  change,
  changeOnWire,
  changeItems,
  changeResponse,
  family,
  firstPart,
  insert,
  onRoute,
  openings,
  snapshots,
  textDelta,
} from "./edits.ts";

/** Response objects and items that do not have the documented shape. */
export const schemaFaults = family("schema", [
  {
    id: "response-without-tools",
    title: "Response objects have no tools field.",
    breaks: "schema/response",
    events: changeResponse(snapshots, (response) => void delete response["tools"]),
  },
  {
    id: "response-object-wrong",
    title: "Response objects say object: chat.completion.",
    breaks: "schema/response",
    events: changeResponse(snapshots, (response) => void (response["object"] = "chat.completion")),
  },
  {
    id: "parallel-calls-null",
    title: "parallel_tool_calls is null.",
    breaks: "schema/response",
    events: changeResponse(snapshots, (response) => void (response["parallel_tool_calls"] = null)),
  },
  {
    id: "annotations-null",
    title: "Finished text parts have annotations null instead of a list.",
    breaks: "schema/item",
    events: changeItems((item) => {
      const part = firstPart(item);
      if (part?.["type"] === "output_text") part["annotations"] = null;
    }),
  },
  {
    id: "message-without-role",
    title: "Message items have no role.",
    breaks: "schema/item",
    events: changeItems((item) => {
      if (item["type"] === "message") delete item["role"];
    }),
  },
  {
    id: "created-at-milliseconds",
    title: "created_at and completed_at are milliseconds.",
    breaks: "schema/timestamps",
    events: changeResponse(snapshots, (response) => {
      for (const key of ["created_at", "completed_at"])
        if (typeof response[key] === "number") response[key] *= 1000;
    }),
  },
  {
    id: "created-at-fraction",
    title: "created_at has a fraction.",
    breaks: "schema/timestamps",
    events: changeResponse(snapshots, (response) => {
      response["created_at"] = Number(response["created_at"]) + 0.5;
      if (typeof response["completed_at"] === "number") response["completed_at"] += 1;
    }),
  },
  {
    id: "list-object-missing",
    title: "A page of input_items has no object field.",
    breaks: "schema/body",
    body: onRoute("input_items", (json) => ({ ...json, object: undefined })),
  },
  {
    id: "input-tokens-zero",
    title: "Every input counts as 0 tokens.",
    breaks: "input/count-tokens",
    body: onRoute("input_tokens", (json) => ({ ...json, input_tokens: 0 })),
  },
  {
    id: "compaction-object-wrong",
    title: "A compaction says that it is a response.",
    breaks: "schema/body",
    body: onRoute("compact", (json) => ({ ...json, object: "response" })),
  },
]);

/** Request fields that do not come back as they were sent. */
export const echoFaults = family("echo", [
  lost("instructions", null),
  lost("temperature", 0.7),
  lost("metadata", {}),
  lost("tools", []),
  lost("max_output_tokens", null),
  lost("previous_response_id", null),
  lost("store", false),
]);

function lost(
  field: string,
  told: JsonObject[string],
): Omit<(typeof schemaFaults)[number], "family"> {
  return {
    id: `echo-${field.replaceAll("_", "-")}-lost`,
    title: `The response does not show the ${field} that was sent.`,
    breaks: "echo/request",
    events: (events, { sent }) =>
      (sent[field] ?? null) === null
        ? events
        : changeResponse(snapshots, (response) => void (response[field] = told ?? null))(events),
  };
}

/** Events that the dialect does not know, or that lack what it demands. */
export const unknownFaults = family("schema", [
  {
    id: "unknown-event",
    title: "An event of a type outside the specification has no vendor prefix.",
    breaks: "schema/unknown-event",
    events: insert(textDelta, () => [{ type: "response.thinking.tick" }]),
  },
  {
    id: "delta-is-object",
    title: "A text delta is an object instead of a string.",
    breaks: "schema/event",
    events: change(
      textDelta,
      (event) => void (event["delta"] = { text: String(event["delta"]) }),
      0,
    ),
  },
  {
    id: "content-index-missing",
    title: "Text deltas have no content_index.",
    breaks: "schema/event",
    events: change(textDelta, (event) => void delete event["content_index"]),
  },
  {
    id: "response-not-an-object",
    title: "Opening snapshots carry only the response id.",
    breaks: "schema/event",
    frames: changeOnWire(openings, (event) => void (event["response"] = "resp_1")),
  },
]);
