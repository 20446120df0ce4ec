import { faultsOf, on } from "../../engine/fault.ts";
import { rewrite } from "../../tape/edits.ts";
import rule from "./json-data.ts";

export default faultsOf(rule, {
  "not-json": {
    "two payloads are in one frame": on("text", [
      rewrite("event: response.completed", 'data: {"type":"a"}{"type":"b"}\n\n$&'),
    ]),
    "a heartbeat is a bare word, and the stream has another fault": on(
      "text",
      [rewrite("data: [DONE]\n\n", "data: ping\n\n")],
      { alsoFires: ["sse/done-sentinel"], dialects: ["openresponses"] },
    ),
  },
  "error-body": {
    "an error in the middle has no type": on("text", [
      rewrite("event: response.completed", 'data: {"error":{"message":"Oops."}}\n\n$&'),
    ]),
    "an error in the form of the chat API ends the stream": on("text", [
      rewrite(
        /event: response\.output_text\.done[^]*/,
        'data: {"error":{"code":500,"message":"Oops.","type":"server_error"}}\n\ndata: [DONE]\n\n',
      ),
    ]),
    "the stream is an error text": on("text", [
      rewrite(/^[^]*$/, 'data: {"error":"Oops."}\n\ndata: [DONE]\n\n'),
    ]),
  },
  "not-event": {
    "a heartbeat is a bare string": on("text", [
      rewrite("event: response.completed", 'data: "ping"\n\n$&'),
    ]),
    "only the event: line has the type": on("text", [rewrite(/"type":"response\.[\w.]+",/g, "")]),
  },
});
