import type { HeadInfo } from "../../engine/exchange.ts";
import { defineRule } from "../../engine/rule.ts";
import {
  chain,
  decodeEvents,
  find,
  onExchange,
  onHead,
  onText,
  type TapeEdit,
  type TapeEvent,
} from "../../tape/edits.ts";
import { objectAt } from "../../json/json.ts";
import { gist, isForeignBody, mediaType, wantsStream } from "./request.ts";

const eventStream = "text/event-stream";
const json = "application/json";
const noType = "no content-type";
const isSuccess = (status: number): boolean => status >= 200 && status < 300;

const typeOf = (headers: HeadInfo["headers"]): string => headers["content-type"] ?? noType;

const withHeaders = (headers: HeadInfo["headers"]): TapeEdit =>
  onHead(({ status }) => ({ status, headers }));
const contentType = (type: string): TapeEdit => withHeaders({ "content-type": type });

/** Answers with the response of a snapshot, as JSON. */
const asJson = (type: string): TapeEdit =>
  onExchange((exchange) => {
    const events = decodeEvents(exchange);
    const { payload } = events[find(events, type)] as TapeEvent;
    const response = JSON.stringify(objectAt(payload, "response"));
    return { ...exchange, form: "json", bytes: Buffer.from(response) };
  });

export const streamContentType = defineRule<"wrong" | "missing" | "not-a-stream">({
  id: "http/stream-content-type",
  title: "a stream is labelled text/event-stream",
  requirement: { openresponses: "must", openai: "must" },
  spec: ["openresponses#streaming-http-responses", "openai:responses-streaming"],
  yieldsTo: ["http/error-status"],
  messages: {
    wrong: "a request for a stream was answered with content-type {{type}}",
    missing: "a request for a stream was answered without a content-type header",
    "not-a-stream": "the answer is labelled text/event-stream, but its body is something else",
  },
  observe({ exchange, state, report, exercised }) {
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
        if (foreign === undefined || state.events > 0 || !labelled) return;
        report("not-a-stream", { expected: "data: lines", actual: foreign, explainsRest: true });
      },
    };
  },
  faults: [
    {
      name: "the stream is labelled as JSON",
      tape: "text",
      edit: contentType(json),
      finds: ["wrong"],
    },
    {
      name: "the stream has no content type",
      tape: "text",
      edit: withHeaders({}),
      finds: ["missing"],
    },
    {
      name: "a JSON body under the label of a stream",
      tape: "text",
      edit: onText(() => '{"error":{"message":"Overloaded.","type":"server_error"}}'),
      finds: ["not-a-stream"],
    },
    {
      name: "a web page under the label of a stream",
      tape: "text",
      edit: onText(() => "<html>\n\n<body>Bad Gateway</body>\n\n</html>\n\n"),
      finds: ["not-a-stream"],
    },
    {
      name: "a request for a stream is answered with JSON",
      tape: "text",
      edit: chain(contentType(json), asJson("response.completed")),
      finds: ["wrong"],
    },
    {
      name: "a request for a stream is answered with the JSON of a response that is not done",
      tape: "text",
      edit: chain(contentType(json), asJson("response.in_progress")),
      finds: ["wrong"],
    },
  ],
});

export const jsonContentType = defineRule<"wrong" | "streamed" | "not-json">({
  id: "http/json-content-type",
  title: "every answer that is no stream is application/json",
  requirement: { openresponses: "must", openai: "must" },
  spec: ["openresponses#http-requests", "openai:responses/create"],
  messages: {
    wrong: "a body that should be JSON came with {{type}}",
    streamed: "an event stream came although none was asked for",
    "not-json": "the body is labelled application/json, but is no JSON: {{error}}",
  },
  observe({ exchange, head, report, exercised }) {
    if (!exchange.request) return {};
    const concerns = (status: number): boolean =>
      status >= 400 || (isSuccess(status) && !wantsStream(exchange));
    return {
      open({ status, headers }) {
        const type = typeOf(headers);
        if (!concerns(status) || mediaType(type) !== eventStream) return;
        exercised();
        report("streamed", { expected: json, actual: type });
      },
      body({ text, error }) {
        const info = head();
        if (!info || !concerns(info.status) || gist(text) === "") return;
        // A refusal whose body is no JSON at all is http/error-body's.
        if (info.status >= 400 && error !== undefined) return;
        exercised();
        const type = typeOf(info.headers);
        if (mediaType(type) !== json)
          report("wrong", { expected: json, actual: type, args: { type } });
        else if (error !== undefined)
          report("not-json", { expected: "JSON", actual: gist(text), args: { error } });
      },
    };
  },
  faults: [
    {
      name: "a plain answer is labelled as text",
      tape: "plain",
      edit: contentType("text/plain"),
      finds: ["wrong"],
    },
    {
      name: "a refusal has no content type",
      tape: "refused",
      edit: withHeaders({}),
      finds: ["wrong"],
    },
    {
      name: "a plain turn is labelled as a stream",
      tape: "plain",
      edit: chain(
        contentType(`${eventStream}; charset=utf-8`),
        onExchange((exchange) => ({ ...exchange, form: "sse" })),
      ),
      finds: ["streamed"],
    },
    {
      name: "a web page under the label of JSON",
      tape: "plain",
      edit: onText(() => `<html>${"<p>Sign in, please.</p>".repeat(20)}</html>`),
      finds: ["not-json"],
    },
    {
      name: "the JSON of a plain answer is cut off",
      tape: "plain",
      edit: onText((body) => body.slice(0, 100)),
      finds: ["not-json"],
    },
  ],
});
