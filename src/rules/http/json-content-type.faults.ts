import { faultsOf, on } from "../../engine/fault.ts";
import { contentType, onExchange, onText, withBody, withHeaders } from "../../tape/edits.ts";
import rule from "./json-content-type.ts";
import { eventStream } from "./media-type.ts";

export default faultsOf(rule, {
  wrong: {
    "the content type of a plain answer is text": on("plain", [contentType("text/plain")]),
    "a refusal has no content type": on("refused", [withHeaders({})]),
  },
  streamed: {
    "the content type of a plain turn is that of a stream": on("plain", [
      contentType(`${eventStream}; charset=utf-8`),
      onExchange((exchange) => ({ ...exchange, form: "sse" })),
    ]),
  },
  "not-json": {
    "the content type is JSON, but the body is a web page": on("plain", [
      withBody(`<html>${"<p>Sign in, please.</p>".repeat(20)}</html>`),
    ]),
    "the JSON of a plain answer is cut off": on("plain", [onText((body) => body.slice(0, 100))]),
  },
});
