import { defineRule } from "../../engine/rule.ts";
import { eventStream, isSuccess, noType } from "./media-type.ts";
import { isForeignBody, mediaType, wantsStream } from "./request.ts";

export default defineRule({
  id: "http/stream-content-type",
  title: "A stream has the content type text/event-stream",
  requirement: { openresponses: "must", openai: "must" },
  spec: ["openresponses#streaming-http-responses", "openai:responses-streaming"],
  yieldsTo: ["http/error-status", "state/stream-equals-json:outcome"],
  messages: {
    wrong: "the request asked for a stream, but the answer has content-type {{type}}",
    missing: "the request asked for a stream, but the answer has no content-type header",
    mislabelled: "the body is an event stream, but its content-type is {{type}}",
    "not-a-stream": "the content-type is text/event-stream, but the body is not an event stream",
  },
  observe({ exchange, state, head, report, exercised }) {
    if (exchange.source !== "http") return {};
    let labelled = false;
    let foreign: string | undefined;
    return {
      open({ status, headers }) {
        if (!isSuccess(status)) return;
        const header = headers["content-type"];
        labelled = mediaType(header) === eventStream;
        if (!wantsStream(exchange)) return;
        exercised();
        if (header === undefined)
          return report("missing", { expected: eventStream, actual: noType });
        if (!labelled)
          report("wrong", { expected: eventStream, actual: header, args: { type: header } });
      },
      fact(fact) {
        if (!isForeignBody(fact)) return;
        // The whole text comes last, and says more than the beginning of its first line.
        if ("text" in fact) foreign = fact.text;
        else if ("field" in fact) foreign ??= fact.field;
      },
      end() {
        // Where no stream was asked for, http/json-content-type has said enough.
        if (exchange.request && !wantsStream(exchange)) return;
        const type = head()?.headers["content-type"];
        if (!exchange.request && head() && state.events > 0) {
          exercised();
          if (!labelled)
            report("mislabelled", {
              expected: eventStream,
              actual: type ?? noType,
              args: { type: type ?? "missing" },
            });
        }
        if (foreign === undefined || state.events > 0 || !labelled) return;
        report("not-a-stream", { expected: "data: lines", actual: foreign, explainsRest: true });
      },
    };
  },
});
