import { faultsOf, on } from "../../engine/fault.ts";
import { rewrite } from "../../tape/edits.ts";
import rule from "./json-data.ts";

export default faultsOf(rule, {
  "not-json": {
    "two payloads run together": on(
      "text",
      rewrite("event: response.completed", 'data: {"type":"a"}{"type":"b"}\n\n$&'),
    ),
    "a heartbeat that is a bare word, on a stream that has another fault": on(
      "text",
      rewrite("data: [DONE]\n\n", "data: ping\n\n"),
      { alsoFires: ["sse/done-sentinel"], dialects: ["openresponses"] },
    ),
  },
  "not-event": {
    "an error without type in the middle": on(
      "text",
      rewrite("event: response.completed", 'data: {"error":{"message":"Oops."}}\n\n$&'),
    ),
    "a heartbeat that is a bare text": on(
      "text",
      rewrite("event: response.completed", 'data: "ping"\n\n$&'),
    ),
    "the type stands on the event: line only": on(
      "text",
      rewrite(/"type":"response\.[\w.]+",/g, ""),
    ),
  },
});
