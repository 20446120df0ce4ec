import { integerAt, isObject, type JsonObject, objectAt, stringAt } from "../../json/json.ts";
import type { Session } from "../../engine/exchange.ts";
import { defineRule } from "../../engine/rule.ts";

/** The limit of a response that completed with exactly as many tokens as it was allowed. */
function exactLimit(response: JsonObject | undefined, sent: unknown): number | undefined {
  const limit = isObject(sent) ? integerAt(sent, "max_output_tokens") : undefined;
  if (limit === undefined || stringAt(response, "status") !== "completed") return undefined;
  return integerAt(objectAt(response, "usage"), "output_tokens") === limit ? limit : undefined;
}

/** Another limit that an earlier response of the scenario met exactly, for the same input. */
function earlierLimit(session: Session, input: string, limit: number): number | undefined {
  for (const { response, request } of session.responses.values()) {
    const other = exactLimit(response, request.body);
    if (other === undefined || other === limit) continue;
    if (isObject(request.body) && JSON.stringify(request.body["input"]) === input) return other;
  }
  return undefined;
}

/** True if another response of the scenario also completed with exactly as many tokens as it was allowed. */
const metBefore = (session: Session, response: JsonObject): boolean =>
  [...session.responses.values()].some(
    (other) =>
      other.response?.["id"] !== response["id"] &&
      exactLimit(other.response, other.request.body) !== undefined,
  );

export default defineRule({
  id: "truncation/incomplete",
  title: "A response that max_output_tokens cut off is incomplete",
  requirement: { openresponses: "must", openai: "must" },
  spec: ["openresponses#response", "openai:responses/create#max_output_tokens"],
  messages: {
    "at-limit":
      "this response and an earlier one have exactly max_output_tokens ({{limit}}) tokens, but status completed",
    completed:
      "with max_output_tokens {{first}} and {{second}}, the responses have exactly these numbers of tokens, but both have status completed",
  },
  observe({ exchange, session, report, exercised }) {
    const body = exchange.request?.body;
    if (!isObject(body) || !session) return {};
    if (integerAt(body, "max_output_tokens") === undefined) return {};
    return {
      snapshot({ response, pointer, event, terminal }) {
        if (!terminal) return;
        exercised();
        // One answer may happen to end at the limit; that two do, at two limits, is no accident.
        const second = exactLimit(response, body);
        if (second === undefined) return;
        const first = earlierLimit(session, JSON.stringify(body["input"]), second);
        if (first === undefined) {
          if (!metBefore(session, response)) return;
          return report("at-limit", {
            at: event,
            pointer: `${pointer}/status`,
            expected: '"incomplete", if the limit cut the answer',
            actual: '"completed"',
            args: { limit: second },
            // Both may have ended just there.
            level: "should",
          });
        }
        report("completed", {
          at: event,
          pointer: `${pointer}/status`,
          expected: '"incomplete"',
          actual: '"completed"',
          args: { first, second },
        });
      },
    };
  },
});
