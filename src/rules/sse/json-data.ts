import { type JsonObject, stringAt } from "../../json/json.ts";
import { show } from "../../json/show.ts";
import { defineRule } from "../../engine/rule.ts";
import { isChatChunk } from "./chat-chunk.ts";

/** What an error body in the form of a plain answer says, as a chat stream has it: `{"error": {"message": …}}`. */
function errorIn(payload: JsonObject | undefined): string | undefined {
  const error = payload?.["error"];
  if (payload?.["type"] !== undefined || error === undefined || error === null) return undefined;
  return stringAt(error, "message") ?? show(error, 200);
}

export default defineRule({
  id: "sse/json-data",
  title: "Each data payload is one JSON object with a string type",
  requirement: { openresponses: "must", openai: "must" },
  spec: ["openresponses#streaming-http-responses", "openai:responses-streaming"],
  messages: {
    "not-json": "a data payload is not valid JSON: {{error}}",
    "error-body": "the stream has an error body, not an error event: {{text}}",
    "not-event": "a data payload is JSON, but not an object with a string type",
  },
  observe({ exchange, state, report, exercised }) {
    if (exchange.source === "websocket") return {};
    let seen = false;
    return {
      fact(fact) {
        const evidence = { place: fact, related: [state.last] };
        if (fact.kind === "not-json")
          report("not-json", {
            ...evidence,
            // An event that cannot be read is an event that is lost: what others miss of it follows.
            explainsRest: fact.text.includes('"type"'),
            expected: "one JSON object",
            actual: fact.text,
            args: { error: fact.error },
          });
        else if (fact.kind === "not-event" && errorIn(fact.payload) !== undefined)
          report("error-body", {
            ...evidence,
            expected:
              'an event of type "error" or response.failed; or an HTTP error status, if nothing was sent yet',
            actual: fact.text,
            args: { text: errorIn(fact.payload) ?? "" },
          });
        else if (fact.kind === "not-event" && !isChatChunk(fact))
          report("not-event", {
            ...evidence,
            expected: 'an object with a string "type"',
            actual: fact.text,
          });
        else return;
        seen = true;
      },
      end() {
        if (seen || (exchange.framed && state.events > 0)) exercised();
      },
    };
  },
});
