import { isObject, objectAt, stringAt } from "../../json/json.ts";
import { show } from "../../json/show.ts";
import type { ExchangeInfo, Session } from "../../engine/exchange.ts";
import { defineRule } from "../../engine/rule.ts";
import { onBody, onExchange } from "../../tape/edits.ts";

/** The previous_response_id of a request for a new response, when what came before is known. */
function previousOf(exchange: ExchangeInfo, session: Session | undefined): string | undefined {
  const { request } = exchange;
  if (!session || request?.method !== "POST" || request.path !== "/responses") return undefined;
  return stringAt(request.body, "previous_response_id");
}

/** Whether a later turn may build on a response: it is stored, whole, and still there. */
function canContinue(session: Session | undefined, id: string): boolean {
  const known = session?.responses.get(id);
  if (!known || known.deleted || (session?.ids.get(id)?.length ?? 0) > 1) return false;
  const body = known.request.body;
  const stored = !isObject(body) || body["store"] !== false;
  return stored && ["completed", "incomplete"].includes(stringAt(known.response, "status") ?? "");
}

export const chain = defineRule<"refused">({
  id: "state/chain",
  title: "a stored response can be continued through previous_response_id",
  requirement: { openresponses: "must", openai: "must" },
  spec: ["openresponses#previous_response_id", "openai:responses/create#previous_response_id"],
  messages: {
    refused: "continuing from a stored response was refused with status {{status}}",
  },
  observe({ exchange, session, report, exercised }) {
    const previous = previousOf(exchange, session);
    if (previous === undefined || !canContinue(session, previous)) return {};
    return {
      open({ status }) {
        exercised();
        // 429 and 5xx say nothing about the chain.
        if (status >= 400 && status < 500 && status !== 429)
          report("refused", {
            expected: "status 200",
            actual: `status ${status}`,
            args: { status },
          });
      },
    };
  },
  faults: [
    {
      name: "a streamed turn cannot be continued",
      tape: "chain",
      edit: onExchange(
        (exchange) => ({
          ...exchange,
          form: "json",
          response: { status: 404, headers: { "content-type": "application/json" } },
          bytes: Buffer.from(
            '{"error":{"message":"not found","type":"invalid_request_error","code":null,"param":null}}',
          ),
        }),
        1,
      ),
      finds: ["refused"],
    },
  ],
});

export const chainUnknown = defineRule<"accepted" | "no-code">({
  id: "state/chain-unknown",
  title: "continuing from an unknown response is refused, with a code",
  requirement: { openresponses: "must", openai: "must" },
  spec: ["openresponses#previous_response_id", "openai:responses/create#previous_response_id"],
  yieldsTo: ["http/error-status"],
  messages: {
    accepted: "an unknown previous_response_id was answered with status {{status}}",
    "no-code": "the refusal of an unknown previous_response_id has no error code",
  },
  observe({ exchange, session, head, report, exercised }) {
    const previous = previousOf(exchange, session);
    if (previous === undefined || session?.responses.has(previous) || session?.ids.has(previous))
      return {};
    return {
      open({ status }) {
        exercised();
        if (status < 400)
          report("accepted", {
            expected: "status 400 or 404",
            actual: `status ${status}`,
            args: { status },
          });
      },
      body({ value }) {
        const status = head()?.status ?? 200;
        if (status < 400 || status >= 500 || status === 429) return;
        const code = stringAt(objectAt(value, "error"), "code");
        if (code !== undefined && code !== "") return;
        report("no-code", {
          pointer: "/error/code",
          expected: '"previous_response_not_found"',
          actual: show(objectAt(value, "error")?.["code"]),
        });
      },
    };
  },
  faults: [
    {
      name: "an unknown id is ignored",
      tape: "chain-unknown",
      edit: (tape) => {
        const [answered] = tape.exchanges;
        if (!answered) throw new Error("the tape is empty");
        const { bytes, form, response } = answered;
        return onExchange((exchange) => ({ ...exchange, bytes, form, response }), 1)(tape);
      },
      finds: ["accepted"],
      alsoFires: ["echo/request", "lifecycle/response-id-unique"],
    },
    {
      name: "the refusal has no code",
      tape: "chain-unknown",
      edit: onBody((body) => ({ error: { ...objectAt(body, "error"), code: null } }), 1),
      finds: ["no-code"],
    },
  ],
});
