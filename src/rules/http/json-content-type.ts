import type { HeadInfo } from "../../engine/exchange.ts";
import { defineRule } from "../../engine/rule.ts";
import { eventStream, isSuccess, json, noType } from "./media-type.ts";
import { gist, mediaType, wantsStream } from "./request.ts";

const typeOf = (headers: HeadInfo["headers"]): string => headers["content-type"] ?? noType;

export default defineRule({
  id: "http/json-content-type",
  title: "Every answer other than a stream has the content type application/json",
  requirement: { openresponses: "must", openai: "must" },
  spec: ["openresponses#http-requests", "openai:responses/create"],
  messages: {
    wrong: "a JSON body is expected, but the content-type is {{type}}",
    streamed: "the request did not ask for a stream, but the server sent an event stream",
    "not-json": "the content-type is application/json, but the body is not JSON: {{error}}",
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
});
