import { objectAt } from "../../json/json.ts";
import { faultsOf } from "../../engine/fault.ts";
import {
  chain,
  contentType,
  decodeEvents,
  find,
  onExchange,
  onText,
  type TapeEdit,
  type TapeEvent,
  withHeaders,
} from "../../tape/edits.ts";
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
  "the stream is labelled as JSON": { tape: "text", edit: contentType(json), finds: "wrong" },
  "the stream has no content type": { tape: "text", edit: withHeaders({}), finds: "missing" },
  "a JSON body under the label of a stream": {
    tape: "text",
    edit: onText(() => '{"error":{"message":"Overloaded.","type":"server_error"}}'),
    finds: "not-a-stream",
  },
  "a web page under the label of a stream": {
    tape: "text",
    edit: onText(() => "<html>\n\n<body>Bad Gateway</body>\n\n</html>\n\n"),
    finds: "not-a-stream",
  },
  "a request for a stream is answered with JSON": {
    tape: "text",
    edit: chain(contentType(json), asJson("response.completed")),
    finds: "wrong",
  },
  "a request for a stream is answered with the JSON of a response that is not done": {
    tape: "text",
    edit: chain(contentType(json), asJson("response.in_progress")),
    finds: "wrong",
  },
});
