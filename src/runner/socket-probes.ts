import { arrayAt, stringAt, type JsonObject } from "../json/json.ts";
import { saysNothing } from "../protocol/http-statuses.ts";
import { requestTo } from "../protocol/routes.ts";
import type { Capability } from "../scenario/types.ts";
import type { Exchange } from "./exchange.ts";
import { ignored, type Send } from "./effects.ts";
import { lacking, type Offer } from "./offer.ts";
import { describeRefusal } from "./refusal.ts";
import type { Wanted } from "./request.ts";

const input = "Say hello.";
const message = (body: JsonObject): Wanted => ({
  ...requestTo("create"),
  body: { input, ...body },
  connection: "probe",
});

/**
 * Reads the answer to a message that few servers know. Turns over WebSocket work where this is asked, so that a server
 * that refuses it, in whatever form, or does not answer, does not offer it.
 * @param why says why an answer shows that it had no effect; undefined if it had one
 */
function offerBy(
  exchange: Exchange,
  what: string,
  why: (events: readonly JsonObject[], response: JsonObject | undefined) => string | undefined,
): Offer {
  const { observed, end, failure } = exchange;
  if (!observed) return { kind: "unknown", reason: failure?.message ?? `${what} got no answer` };
  if (observed.status >= 400) {
    const reason = `${what} got ${describeRefusal(observed)}`;
    return saysNothing(observed.status) ? { kind: "unknown", reason } : lacking(reason);
  }
  if (observed.events.length === 0)
    return lacking(`${what} got no answer${end?.detail === undefined ? "" : `: ${end.detail}`}`);
  const how = why(observed.events, observed.response);
  return how === undefined
    ? { kind: "offered", reason: `${what} was answered` }
    : ignored(exchange, how);
}

/** How what a WebSocket may offer beside turns is found out. */
export const socketProbes: Partial<
  Record<Capability, (context: { send: Send }) => Promise<Offer>>
> = {
  lanes: async ({ send }) =>
    offerBy(
      await send(message({ stream_id: "probe" })),
      "a message with stream_id over WebSocket",
      (events) =>
        events.some((event) => event["stream_id"] === "probe")
          ? undefined
          : "the request has a stream_id, but no event has it",
    ),
  prewarm: async ({ send }) =>
    offerBy(
      await send(message({ generate: false })),
      "a message with generate: false over WebSocket",
      (_, response) =>
        (arrayAt(response, "output") ?? []).length === 0
          ? undefined
          : "the request has generate: false, but the response has output",
    ),
  steering: async ({ send }) => {
    const body = { type: "response.steer", previous_response_id: "resp_unknown", input };
    return offerBy(
      await send({ ...message({}), body: undefined, rawBody: JSON.stringify(body) }),
      "a response.steer message",
      (events) =>
        events.some((event) => (stringAt(event, "type") ?? "").startsWith("response.steer."))
          ? undefined
          : "a response.steer message is answered, but not with an event of steering",
    );
  },
};
