import { objectAt } from "../../json/json.ts";
import { faultsOf, on } from "../../engine/fault.ts";
import { contentType, onExchange, type TapeEdit, withBody, withHeaders } from "../../tape/edits.ts";
import { decodeEvents, find, type TapeEvent } from "../../tape/events.ts";
import { json } from "./media-type.ts";
import rule from "./stream-content-type.ts";

/** Answers with the response of a snapshot, as JSON. */
const asJson = (type: string): TapeEdit =>
  onExchange((exchange) => {
    const events = decodeEvents(exchange);
    const { payload } = events[find(events, type)] as TapeEvent;
    const response = JSON.stringify(objectAt(payload, "response"));
    return { ...exchange, form: "json", bytes: Buffer.from(response) };
  });

export default faultsOf(rule, {
  wrong: {
    "the content type of the stream is JSON": on("text", [contentType(json)]),
    "a request for a stream is answered with JSON": on("text", [
      contentType(json),
      asJson("response.completed"),
    ]),
    "a request for a stream is answered with the JSON of a response that is not done": on("text", [
      contentType(json),
      asJson("response.in_progress"),
    ]),
  },
  missing: { "the stream has no content type": on("text", [withHeaders({})]) },
  mislabelled: {
    "a stream whose request is not known is labelled as JSON": on("text", [
      onExchange((exchange) => ({ ...exchange, request: undefined })),
      contentType("application/json"),
    ]),
  },
  "not-a-stream": {
    "the content type is that of a stream, but the body is JSON": on("text", [
      withBody({ error: { message: "Overloaded.", type: "server_error" } }),
    ]),
    "the content type is that of a stream, but the body is a web page": on("text", [
      withBody("<html>\n\n<body>Bad Gateway</body>\n\n</html>\n\n"),
    ]),
  },
});
