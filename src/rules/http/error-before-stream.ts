import { isObject, objectAt, stringAt } from "../../json/json.ts";
import type { WireEvent } from "../../wire/types.ts";
import { isResumed } from "../../stream/state.ts";
import { defineRule } from "../../engine/rule.ts";
import { isCreate, malformed } from "./request.ts";

/** Error codes that the request alone decides, so that no stream need have been opened for them. */
const requestCodes =
  /^(missing_required_parameter|unknown_parameter|unsupported_parameter|invalid_type|invalid_value|unsupported_value|invalid_json)$/;

export default defineRule({
  id: "http/error-before-stream",
  title: "A request that can be refused before its stream starts gets an HTTP error",
  requirement: { openresponses: "must", openai: "must" },
  spec: ["openresponses#errors", "openai:responses-streaming/error"],
  explains: { status: true },
  messages: {
    malformed:
      "the server refused a request with {{fault}} by an event of a stream with status 200; expected an HTTP error",
    early: "the stream failed before any output ({{code}}); an HTTP error is expected here",
  },
  chance: { early: "load" },
  observe({ exchange, state, report, exercised }) {
    if (exchange.source === "websocket" || (exchange.request && !isCreate(exchange))) return {};
    const body = exchange.request?.body;
    if (isObject(body) && body["background"] === true) return {};
    let judged = false;
    const failure = (event: WireEvent): void => {
      if (judged || state.items.size > 0 || state.terminal || isResumed(state, event)) return;
      judged = true;
      if (state.latest?.response["background"] === true) return;
      exercised();
      const error =
        objectAt(event.payload, "error") ??
        objectAt(objectAt(event.payload, "response"), "error") ??
        event.payload;
      const code = stringAt(error, "code") ?? stringAt(error, "type") ?? "no code";
      const fault = malformed(exchange) ?? (requestCodes.test(code) ? code : undefined);
      const related = [state.first];
      const expected = "an HTTP error status, and no stream";
      if (fault === undefined)
        report("early", {
          at: event,
          expected,
          actual: "status 200",
          related,
          args: { code },
          // OpenAI itself tells a spent quota, a rate limit and its own failures by the stream (recorded 2025-07 and 2026-07), and
          // an agent thinks before it can fail.
          level: "may",
        });
      else
        report("malformed", {
          at: event,
          expected,
          actual: "status 200",
          related,
          args: { fault },
        });
    };
    return {
      error: failure,
      "response.failed": failure,
      "response.output_item.added"() {
        if (judged) return;
        judged = true;
        exercised();
      },
    };
  },
});
