import { has, isObject, objectAt, stringAt } from "../../json/json.ts";
import { defineRule } from "../../engine/rule.ts";
import {
  chain,
  drop,
  onEvents,
  onExchange,
  patch,
  renumber,
  type TapeEdit,
} from "../../tape/edits.ts";
import type { WireEvent } from "../../wire/types.ts";
import { isResumed } from "../../stream/state.ts";
import { isCreate, malformed } from "./request.ts";

/** Error codes that the request alone decides, so that no stream need have been opened for them. */
const requestCodes =
  /^(missing_required_parameter|unknown_parameter|unsupported_parameter|invalid_type|invalid_value|unsupported_value|invalid_json|model_not_found|previous_response_not_found)$/;

/** Leaves of a failed stream only what frames it: the failure comes before any output. */
const withoutOutput: TapeEdit = (tape) =>
  onEvents((events) => renumber(events.filter(({ payload }) => !has(payload, "output_index"))))(
    tape,
  );

export default defineRule<"malformed" | "early">({
  id: "http/error-before-stream",
  title: "what can be refused before the stream is refused with an HTTP error",
  requirement: { openresponses: "must", openai: "must" },
  spec: ["openresponses#errors", "openai:responses-streaming/error"],
  messages: {
    malformed: "a request with {{fault}} was refused by an event of a stream with status 200",
    early: "the stream failed before any output ({{code}}); an HTTP error would have said so",
  },
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
          // OpenAI itself tells a spent quota and a rate limit by the stream (recorded 2025-07 and 2026-07).
          level: "should",
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
  faults: [
    {
      name: "a request without input opens a stream",
      tape: "failed",
      edit: chain(
        withoutOutput,
        onExchange((exchange) => {
          const { request } = exchange;
          if (!request || !isObject(request.body)) throw new Error("the tape has no request");
          const { input: _, ...rest } = request.body;
          return { ...exchange, request: { ...request, body: rest } };
        }),
      ),
      finds: ["malformed"],
    },
    {
      name: "an unknown parameter is told by the stream",
      tape: "failed",
      edit: chain(withoutOutput, patch("error", 0, "/error/code", "unknown_parameter")),
      finds: ["malformed"],
    },
    {
      name: "response.failed is all that tells of it",
      tape: "failed",
      edit: chain(withoutOutput, drop("error")),
      finds: ["early"],
    },
    {
      name: "the error has no code",
      tape: "failed",
      edit: chain(withoutOutput, patch("error", 0, "/error/code", undefined)),
      finds: ["early"],
      alsoFires: ["schema/event"],
    },
    {
      name: "the error says nothing of its kind",
      tape: "failed",
      edit: chain(
        withoutOutput,
        patch("error", 0, "/error/code", undefined),
        patch("error", 0, "/error/type", undefined),
      ),
      finds: ["early"],
      alsoFires: ["schema/event"],
    },
    {
      name: "the code only ends like one of the request's",
      tape: "failed",
      edit: chain(withoutOutput, patch("error", 0, "/error/code", "upstream_model_not_found")),
      finds: ["early"],
    },
    {
      name: "the code only begins like one of the request's",
      tape: "failed",
      edit: chain(withoutOutput, patch("error", 0, "/error/code", "model_not_found_in_time")),
      finds: ["early"],
    },
    {
      name: "the quota is found spent once the stream is open",
      tape: "failed",
      edit: chain(withoutOutput, patch("error", 0, "/error/code", "insufficient_quota")),
      finds: ["early"],
    },
  ],
});
