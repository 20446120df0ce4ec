import { objectAt, stringAt } from "../../json/json.ts";
import { show } from "../../json/show.ts";
import type { ExchangeInfo, Session } from "../../engine/exchange.ts";
import { defineRule } from "../../engine/rule.ts";
import { answerLike, onBody, onExchange } from "../../tape/edits.ts";
import { isCreate } from "../http/request.ts";
import { endedWell, isUnstored, knownAs } from "./target.ts";

/** The previous_response_id of a request for a new response. */
const previousOf = (exchange: ExchangeInfo): string | undefined =>
  isCreate(exchange) ? stringAt(exchange.request?.body, "previous_response_id") : undefined;

/** Whether a later turn may build on a response: it is stored, whole, and still there. */
function canContinue(session: Session, id: string): boolean {
  const known = knownAs(session, id);
  return known !== undefined && !known.deleted && !isUnstored(known) && endedWell(known);
}

/** True for a status that refuses what was asked. 429 and 5xx say nothing about the chain. */
const refuses = (status: number): boolean => status >= 400 && status < 500 && status !== 429;

export const chain = defineRule<"refused">({
  id: "state/chain",
  title: "a stored response can be continued through previous_response_id",
  requirement: { openresponses: "must", openai: "must" },
  spec: ["openresponses#previous_response_id", "openai:responses/create#previous_response_id"],
  messages: {
    refused: "continuing from a stored response was refused with status {{status}}",
  },
  observe({ exchange, session, report, exercised }) {
    const previous = previousOf(exchange);
    if (!session || previous === undefined || !canContinue(session, previous)) return {};
    return {
      open({ status }) {
        exercised();
        if (refuses(status))
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
  observe({ exchange, session, report, exercised }) {
    const previous = previousOf(exchange);
    if (!session || previous === undefined || session.ids.has(previous)) return {};
    let refused = false;
    return {
      open({ status }) {
        exercised();
        refused = refuses(status);
        if (status < 400)
          report("accepted", {
            expected: "status 400 or 404",
            actual: `status ${status}`,
            args: { status },
          });
      },
      body({ value }) {
        const error = objectAt(value, "error");
        if (!refused || stringAt(error, "code")) return;
        report("no-code", {
          pointer: "/error/code",
          expected: '"previous_response_not_found"',
          actual: show(error?.["code"]),
        });
      },
    };
  },
  faults: [
    {
      name: "an unknown id is ignored",
      tape: "chain-unknown",
      edit: answerLike(0, 1),
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
