import { elementsAt, isObject, stringAt, type JsonObject } from "../json/json.ts";
import { isNotAllowed, isRouteMissing, saysNothing } from "../protocol/http-statuses.ts";
import { requestTo, type Route } from "../protocol/routes.ts";
import { terminalStatuses } from "../protocol/statuses.ts";
import type { Observed } from "../scenario/observed.ts";
import type { Capability } from "../scenario/types.ts";
import type { Exchange } from "./exchange.ts";
import { describeRefusal, isProperRefusal } from "./refusal.ts";
import type { Wanted } from "./request.ts";

/**
 * Whether an endpoint offers something, and what was seen of that where it was asked. `unknown`: it could not be found
 * out, so what needs it cannot be tested. `unread`: because the answer is larger than a limit of ours.
 */
export type Offer =
  | { kind: "offered"; reason?: string }
  | { kind: "lacking"; reason: string }
  | { kind: "unknown"; reason: string; unread?: true };

export const offered: Offer = { kind: "offered" };
export const lacking = (reason: string): Offer => ({ kind: "lacking", reason });

/** What a probe needs. */
export interface ProbeContext {
  send(wanted: Wanted): Promise<Exchange>;
  /** Ids of the stored responses that the gate exchanges made, the plain one first. */
  ids: { plain: string | undefined; streamed: string | undefined };
  /** What was found out of another capability. */
  offers(capability: Capability): Promise<Offer>;
  /** Why `store: true` was refused at the gate, if it was. */
  storeRefused: string | undefined;
}

type Probe = (context: ProbeContext) => Promise<Offer>;

/** What an answer to a probe says. Only a proper refusal says no; an improper one is left for the scenarios to find. */
export function offerOf({ observed, failure, request, end }: Exchange): Offer {
  const what = `${request.method} ${request.info.path}`;
  if (!observed) return { kind: "unknown", reason: failure?.message ?? `${what} got no answer` };
  if (saysNothing(observed.status))
    return { kind: "unknown", reason: `${what} answered ${describeRefusal(observed)}` };
  if (observed.status >= 400 && end?.kind === "limit" && !isRouteMissing(observed.status)) {
    const reason = `${what} answered ${observed.status}, and ${end.detail ?? "the answer is larger than a limit"}`;
    return { kind: "unknown", reason, unread: true };
  }
  return isProperRefusal(observed)
    ? lacking(`${what} answered ${describeRefusal(observed)}`)
    : { kind: "offered", reason: `${what} answered ${describeRefusal(observed)}` };
}

const input = "Say hello.";
const create = (body: JsonObject): Wanted => ({
  ...requestTo("create"),
  body: { input, ...body },
});
const tool = {
  type: "function",
  name: "get_weather",
  description: "Current weather of a city",
  parameters: {
    type: "object",
    properties: { city: { type: "string" } },
    required: ["city"],
    additionalProperties: false,
  },
  strict: true,
};
const schema = {
  type: "object",
  properties: { greeting: { type: "string" } },
  required: ["greeting"],
  additionalProperties: false,
};
/** A picture of one pixel. */
const png =
  "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";
/** A document of one empty page; readers repair its missing cross-reference table. */
const pdf = `data:application/pdf;base64,${Buffer.from(
  "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 72 72]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n",
).toString("base64")}`;
const message = (part: JsonObject): JsonObject => ({
  input: [
    { type: "message", role: "user", content: [{ type: "input_text", text: "Say hello." }, part] },
  ],
});

/** A path at which no server has a route. */
const nowhere = "/no-such-route-7f3a";

const accepted =
  (body: JsonObject): Probe =>
  async (context) =>
    offerOf(await context.send(create(body)));

/** Asks for something at a stored response: `request` makes the request from its id. Refused for all of them, it is lacking. */
async function atStored(
  context: ProbeContext,
  request: (id: string) => Wanted,
  judge: (exchange: Exchange) => Offer = offerOf,
): Promise<Offer> {
  const ids = [context.ids.plain, context.ids.streamed].filter((id) => id !== undefined);
  if (ids.length === 0 && context.storeRefused !== undefined)
    return lacking(`the endpoint refuses store: true with ${context.storeRefused}`);
  let verdict: Offer = offered;
  for (const id of ids) {
    verdict = judge(await context.send(request(encodeURIComponent(id))));
    if (verdict.kind !== "lacking") return verdict;
  }
  return verdict;
}

const stored =
  (name: Route["name"]) =>
  (id: string): Wanted => ({ ...requestTo(name, id), body: undefined });
const storedProbe =
  (name: Route["name"]): Probe =>
  (context) =>
    atStored(context, stored(name));
const inputProbe =
  (name: Route["name"]): Probe =>
  async (context) =>
    offerOf(await context.send({ ...requestTo(name), body: { input } }));

const runsInForeground = ({ response }: Observed): boolean =>
  isObject(response) &&
  response["background"] !== true &&
  terminalStatuses.has(stringAt(response, "status") ?? "");

/** How each capability is found out, with one request where one is enough. Those that are missing here must be declared. */
export const probes: Partial<Record<Capability, Probe>> = {
  auth: async ({ send }) => {
    const exchange = await send({ ...create({}), auth: "none" });
    const status = exchange.observed?.status;
    if (status === undefined) return offerOf(exchange);
    if (status < 400) return lacking("a request without an API key was served");
    return isNotAllowed(status)
      ? { kind: "offered", reason: `a request without an API key was answered with ${status}` }
      : offerOf(exchange);
  },
  tools: accepted({ tools: [tool] }),
  "parallel-tools": accepted({ tools: [tool], parallel_tool_calls: true }),
  "custom-tools": accepted({
    tools: [{ type: "custom", name: "note", description: "Takes a note" }],
  }),
  "async-tools": async (context) => {
    const exchange = await context.send(
      create({
        input: "What is the weather in Oslo? Use the tool.",
        tools: [{ ...tool, async: true }],
        tool_choice: "required",
      }),
    );
    const offer = offerOf(exchange);
    const { response, status = 400 } = exchange.observed ?? {};
    if (offer.kind !== "offered" || status >= 400 || !isObject(response)) return offer;
    // The tool comes back as it was offered, or the call says what it is: else the field was only overlooked.
    const shown = [...elementsAt(response, "tools"), ...elementsAt(response, "output")];
    return shown.some((one) => isObject(one) && one["async"] === true)
      ? offer
      : lacking("the endpoint ignores async: neither the tool nor the call in its response has it");
  },
  reasoning: accepted({ reasoning: { effort: "low" } }),
  structured: accepted({
    text: { format: { type: "json_schema", name: "greeting", schema, strict: true } },
  }),
  "json-object": accepted({
    input: "Greet me in JSON.",
    text: { format: { type: "json_object" } },
  }),
  "image-input": accepted(message({ type: "input_image", image_url: png, detail: "low" })),
  "file-input": accepted(message({ type: "input_file", filename: "page.pdf", file_data: pdf })),
  compact: inputProbe("compact"),
  "input-tokens": inputProbe("input_tokens"),
  logprobs: accepted({ include: ["message.output_text.logprobs"], top_logprobs: 2 }),
  websocket: async (context) => {
    const exchange = await context.send({ ...create({}), connection: "probe" });
    const { observed, failure, end } = exchange;
    if (end?.kind === "idle" && exchange.bytes === 0)
      return {
        kind: "unknown",
        reason: `a minimal turn over WebSocket got no answer: ${end.detail ?? "no message came"}`,
      };
    // Any answer but 101 says that there is no WebSocket here; some servers just hang up on the question.
    const hungUp = failure && ["closed", "not-http"].includes(failure.reason);
    if (hungUp)
      return lacking(`the endpoint did not answer the WebSocket handshake: ${failure.message}`);
    // A turn that was answered has an end, whatever came of it; a handshake that was turned down has none.
    if (!observed || exchange.end !== undefined) return offerOf(exchange);
    const said = describeRefusal(observed);
    if (!saysNothing(observed.status))
      return lacking(`the endpoint answered the WebSocket handshake with ${said}`);
    if (!isNotAllowed(observed.status)) return offerOf(exchange);
    // Some frameworks answer 403 where there is no route: a path that nobody has tells. POST took the same key.
    const control = await context.send({ ...create({}), path: nowhere, connection: "control" });
    return control.end === undefined && control.observed?.status === observed.status
      ? lacking(
          `the endpoint answers WebSocket handshakes with ${said}, also at a path that does not exist`,
        )
      : offerOf(exchange);
  },
  background: async (context) => {
    const exchange = await context.send(create({ background: true, store: true }));
    const { observed } = exchange;
    const offer = offerOf(exchange);
    return offer.kind === "offered" &&
      observed &&
      observed.status < 400 &&
      runsInForeground(observed)
      ? lacking("background requests run in the foreground")
      : offer;
  },
  retrieve: storedProbe("retrieve"),
  store: async (context) => {
    if (context.storeRefused !== undefined)
      return lacking(`the endpoint refuses store: true with ${context.storeRefused}`);
    // What can be fetched was stored: where that is known, no further turn is needed.
    const retrieve = await context.offers("retrieve");
    if (retrieve.kind === "offered") return retrieve;
    return atStored(context, (id) => create({ previous_response_id: decodeURIComponent(id) }));
  },
  replay: async (context) =>
    atStored(
      // A turn that was streamed is the one to replay; the other one is not tried instead.
      context.ids.streamed === undefined
        ? context
        : { ...context, ids: { ...context.ids, plain: undefined } },
      (id) => stored("retrieve")(`${id}?stream=true`),
    ),
  "input-items": storedProbe("input_items"),
  cancel: (context) =>
    atStored(context, stored("cancel"), (exchange) => {
      const offer = offerOf(exchange);
      const refused = offer.kind === "lacking" && !isRouteMissing(exchange.observed?.status ?? 0);
      // That a finished foreground response cannot be cancelled is right; only an unknown route says no.
      return refused ? { ...offer, kind: "offered" } : offer;
    }),
  delete: storedProbe("delete"),
};

/** Capabilities that make no sense without another one. */
export const requires: Partial<Record<Capability, Capability>> = {
  retrieve: "store",
  replay: "store",
  delete: "store",
  "input-items": "store",
  "parallel-tools": "tools",
  "async-tools": "tools",
  cancel: "background",
};

/** Capabilities whose probes look at the gate's stored responses, in the order in which that must happen: deleting comes last. */
export const storedFamily: readonly Capability[] = [
  "retrieve",
  "store",
  "replay",
  "input-items",
  "cancel",
  "delete",
];
