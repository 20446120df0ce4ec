import { faultsOf } from "../../engine/fault.ts";
import { onText } from "../../tape/edits.ts";
import rule from "./json-data.ts";

export default faultsOf(rule, {
  "two payloads run together": {
    tape: "text",
    edit: onText((stream) =>
      stream.replace("event: response.completed", 'data: {"type":"a"}{"type":"b"}\n\n$&'),
    ),
    finds: "not-json",
  },
  "a heartbeat that is a bare word, on a stream that has another fault": {
    tape: "text",
    edit: onText((stream) => stream.replace("data: [DONE]\n\n", "data: ping\n\n")),
    finds: "not-json",
    alsoFires: ["sse/done-sentinel"],
    dialects: ["openresponses"],
  },
  "an error without type in the middle": {
    tape: "text",
    edit: onText((stream) =>
      stream.replace("event: response.completed", 'data: {"error":{"message":"Oops."}}\n\n$&'),
    ),
    finds: "not-event",
  },
  "a heartbeat that is a bare text": {
    tape: "text",
    edit: onText((stream) => stream.replace("event: response.completed", 'data: "ping"\n\n$&')),
    finds: "not-event",
  },
  "the type stands on the event: line only": {
    tape: "text",
    edit: onText((stream) => stream.replaceAll(/"type":"response\.[\w.]+",/g, "")),
    finds: "not-event",
  },
});
