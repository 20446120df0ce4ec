import { defineRule } from "../../engine/rule.ts";
import { onHead, onText, type TapeEdit, chain } from "../../tape/edits.ts";
import { isForeignBody, mediaType, wantsStream } from "./request.ts";

const eventStream = "text/event-stream";
const json = "application/json";
const isSuccess = (status: number): boolean => status >= 200 && status < 300;

const contentType = (type: string | undefined): TapeEdit =>
  onHead(({ status }) => ({
    status,
    headers: type === undefined ? {} : { "content-type": type },
  }));

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
  observe({ exchange, state, head, report, exercised }) {
    if (exchange.source !== "http") return {};
    let foreign: string | undefined;
    return {
      open({ status, headers }) {
        if (!isSuccess(status) || !wantsStream(exchange)) return;
        exercised();
        const header = headers["content-type"];
        if (header === undefined)
          return report("missing", { expected: eventStream, actual: "no content-type" });
        if (mediaType(header) !== eventStream)
          report("wrong", { expected: eventStream, actual: header, args: { type: header } });
      },
      fact(fact) {
        if (!isForeignBody(fact)) return;
        foreign ??= "text" in fact ? fact.text : "field" in fact ? fact.field : undefined;
      },
      end() {
        // Where no stream was asked for, http/json-content-type has said enough.
        if (exchange.request && !wantsStream(exchange)) return;
        if (foreign === undefined || state.events > 0 || !isSuccess(head()?.status ?? 200)) return;
        if (mediaType(head()?.headers["content-type"]) !== eventStream) return;
        report("not-a-stream", { expected: "data: lines", actual: foreign });
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
      edit: contentType(undefined),
      finds: ["missing"],
    },
    {
      name: "a JSON body under the label of a stream",
      tape: "text",
      edit: onText(() => '{"error":{"message":"Overloaded.","type":"server_error"}}'),
      finds: ["not-a-stream"],
    },
    {
      name: "a request for a stream is answered with JSON",
      tape: "text",
      edit: chain(
        contentType(json),
        onText((stream) => {
          const [, body] =
            /^data: \{"type":"response\.completed","response":(.*),"sequence_number":\d+\}$/m.exec(
              stream,
            ) ?? [];
          if (body === undefined) throw new Error("the tape has no final response");
          return body;
        }),
      ),
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
    if (exchange.source !== "http" || !exchange.request) return {};
    const concerns = (status: number): boolean =>
      status >= 400 || (isSuccess(status) && !wantsStream(exchange));
    return {
      open({ status, headers }) {
        if (!concerns(status) || mediaType(headers["content-type"]) !== eventStream) return;
        exercised();
        report("streamed", { expected: json, actual: headers["content-type"] ?? "" });
      },
      body({ text, error }) {
        const { status, headers } = head() ?? {};
        if (status === undefined || !headers || !concerns(status) || text.trim() === "") return;
        // A refusal whose body is no JSON at all is http/error-body's.
        if (status >= 400 && error !== undefined) return;
        exercised();
        const header = headers["content-type"];
        if (mediaType(header) !== json)
          report("wrong", {
            expected: json,
            actual: header ?? "no content-type",
            args: { type: header ?? "no content-type" },
          });
        else if (error !== undefined)
          report("not-json", {
            expected: "JSON",
            actual: text.trim().slice(0, 200),
            args: { error },
          });
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
      edit: contentType(undefined),
      finds: ["wrong"],
    },
    {
      name: "a plain turn is labelled as a stream",
      tape: "plain",
      edit: contentType(`${eventStream}; charset=utf-8`),
      finds: ["streamed"],
    },
    {
      name: "the JSON of a plain answer is cut off",
      tape: "plain",
      edit: onText((body) => body.slice(0, 100)),
      finds: ["not-json"],
    },
  ],
});
