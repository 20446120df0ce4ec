import { faultsOf } from "../../engine/fault.ts";
import { chain, contentType, onExchange, onText, withHeaders } from "../../tape/edits.ts";
import rule from "./json-content-type.ts";
import { eventStream } from "./media-type.ts";

export default faultsOf(rule, {
  "a plain answer is labelled as text": {
    tape: "plain",
    edit: contentType("text/plain"),
    finds: "wrong",
  },
  "a refusal has no content type": { tape: "refused", edit: withHeaders({}), finds: "wrong" },
  "a plain turn is labelled as a stream": {
    tape: "plain",
    edit: chain(
      contentType(`${eventStream}; charset=utf-8`),
      onExchange((exchange) => ({ ...exchange, form: "sse" })),
    ),
    finds: "streamed",
  },
  "a web page under the label of JSON": {
    tape: "plain",
    edit: onText(() => `<html>${"<p>Sign in, please.</p>".repeat(20)}</html>`),
    finds: "not-json",
  },
  "the JSON of a plain answer is cut off": {
    tape: "plain",
    edit: onText((body) => body.slice(0, 100)),
    finds: "not-json",
  },
});
