import { faultsOf, on } from "../../engine/fault.ts";
import { endAs, patchRequest, withBody } from "../../tape/edits.ts";
import rule from "./first-event-prompt.ts";

export default faultsOf(rule, {
  empty: {
    "the stream is empty": on("text", [withBody("")]),
    "an empty stream answers a request for JSON": on(
      "text",
      [withBody(""), patchRequest({ stream: false })],
      { alsoFires: ["http/json-content-type"] },
    ),
  },
  cut: {
    "the connection breaks before the first event": on("text", [
      withBody(""),
      endAs({ kind: "cut", detail: "the connection was reset before the body was complete" }),
    ]),
  },
  silent: {
    "only comments are sent until the time limit": on("text", [
      withBody(": waiting\n\n"),
      endAs({ kind: "idle", silentMs: 30_000 }),
    ]),
  },
});
