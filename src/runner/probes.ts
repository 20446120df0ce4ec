import { elementsAt, isObject, stringAt, type JsonObject } from "../json/json.ts";
import { isNotAllowed, isRouteMissing, saysNothing } from "../protocol/http-statuses.ts";
import { requestTo, type Route } from "../protocol/routes.ts";
import { terminalStatuses } from "../protocol/statuses.ts";
import type { Observed } from "../scenario/observed.ts";
import type { Capability } from "../scenario/types.ts";
import type { Exchange } from "./exchange.ts";
import {
  chainOffer,
  formatOffer,
  ignored,
  logprobsOffer,
  reasoningOffer,
  served,
  toolsOffer,
  type Send,
} from "./effects.ts";
import { asMessages } from "./gate.ts";
import { lacking, offered, offerOf, type Offer } from "./offer.ts";
import { describeRefusal } from "./refusal.ts";
import type { Wanted } from "./request.ts";
import { socketProbes } from "./socket-probes.ts";

/** What a probe needs. */
export interface ProbeContext {
  send: Send;
  /** The gate exchange that was answered: the same question without anything else. */
  plain: Exchange | undefined;
  /** Ids of the stored responses that the gate exchanges made, the plain one first. */
  ids: { plain: string | undefined; streamed: string | undefined };
  /** What was found out of another capability. */
  offers(capability: Capability): Promise<Offer>;
  /** Why nothing is stored, by the answer to `store: true` at the gate; undefined if nothing was said against it. */
  unstored: Offer | undefined;
}

type Probe = (context: ProbeContext) => Promise<Offer>;

const input = "Say hello.";
const create = (body: JsonObject): Wanted => ({
  ...requestTo("create"),
  body: { input, ...body },
});
/** A name that no server has a tool of: agents refuse one that is called like theirs. */
const toolName = "conformance_probe_7f3a";
const tool = {
  type: "function",
  name: toolName,
  description: "Takes a greeting",
  parameters: {
    type: "object",
    properties: { greeting: { type: "string" } },
    required: ["greeting"],
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
  (body: JsonObject, feature: RegExp): Probe =>
  async (context) =>
    offerOf(await context.send(create(body)), feature);

const usable =
  (body: JsonObject): Probe =>
  async ({ send, plain }) => {
    const first = await send(create(body));
    // A clash of names is no missing capability.
    if (!served(first) && first.observed && describeRefusal(first.observed).includes(toolName))
      return { kind: "offered", reason: describeRefusal(first.observed) };
    const forced = (): Wanted => create({ ...body, tool_choice: "required" });
    const asking = (): Wanted => create({ ...body, input: `Call the tool ${toolName}.` });
    return toolsOffer(send, first, { forced, asking }, plain);
  };

const formatted =
  (format: JsonObject, input: string): Probe =>
  async ({ send }) =>
    formatOffer(await send(create({ input, text: { format } })), stringAt(format, "type") ?? "");

/** Asks for something at a stored response: `request` makes the request from its id. Refused for all of them, it is lacking. */
async function atStored(
  context: ProbeContext,
  request: (id: string) => Wanted,
  judge: (exchange: Exchange) => Offer | Promise<Offer> = offerOf,
): Promise<Offer> {
  const { ids, unstored } = context;
  const kept = [ids.plain, ids.streamed].filter((id) => id !== undefined);
  let verdict: Offer = kept.length === 0 && unstored ? lacking(unstored.reason ?? "") : offered;
  for (const id of kept) {
    verdict = await judge(await context.send(request(encodeURIComponent(id))));
    if (verdict.kind !== "lacking") return verdict;
  }
  // That nothing was stored is the nearer cause.
  return verdict.kind === "lacking" && unstored ? lacking(unstored.reason ?? "") : verdict;
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
/** A question that takes a thought. */
const riddle =
  "A bat and a ball cost 1.10 together. The bat costs 1.00 more than the ball. How much is the ball?";

/** Whether the model knows what an earlier turn told it; undefined if it does not even where it is told again. */
async function remembers(send: Send): Promise<boolean | undefined> {
  const word = `kiwi${Math.random().toString(36).slice(2, 8)}`;
  const told = `The code word is ${word}.`;
  const question = "What is the code word? Answer with the word alone.";
  const knows = ({ observed }: Exchange): boolean => observed?.text.includes(word) === true;
  const first = await send(create({ input: told, store: true }));
  const id = stringAt(first.observed?.response, "id");
  if (id === undefined) return undefined;
  if (knows(await send(create({ input: question, previous_response_id: id })))) return true;
  const whole = [...asMessages(told), ...asMessages(question)];
  return knows(await send(create({ input: whole }))) ? false : undefined;
}

/** The tool comes back as it was offered, or the call says what it is: else the field was only overlooked. */
const showsAsync = ({ observed }: Exchange): boolean =>
  ["tools", "output"].some((field) =>
    elementsAt(observed?.response, field).some((one) => isObject(one) && one["async"] === true),
  );

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
  tools: usable({ tools: [tool] }),
  "parallel-tools": accepted(
    { tools: [tool], parallel_tool_calls: true },
    /tool|function|parallel/i,
  ),
  "custom-tools": usable({
    tools: [{ type: "custom", name: toolName, description: "Takes a note" }],
  }),
  "async-tools": async ({ send }) => {
    const body = { tools: [{ ...tool, async: true }] };
    const exchange = await send(create(body));
    const offer = offerOf(exchange, /tool|function|async/i);
    if (offer.kind !== "offered" || !served(exchange) || showsAsync(exchange)) return offer;
    return showsAsync(await send(create({ ...body, tool_choice: "required" })))
      ? offer
      : ignored(exchange, "neither the tool nor a call in the response has async");
  },
  reasoning: async ({ send }) =>
    reasoningOffer(send, await send(create({ reasoning: { effort: "low" } })), () =>
      create({ input: riddle, reasoning: { effort: "high" } }),
    ),
  structured: formatted(
    { type: "json_schema", name: "greeting", schema, strict: true },
    "Say hello.",
  ),
  "json-object": formatted({ type: "json_object" }, "Greet me in JSON."),
  "image-input": accepted(
    message({ type: "input_image", image_url: png, detail: "low" }),
    /image|vision|visual|modal|content|part/i,
  ),
  "file-input": accepted(
    message({ type: "input_file", filename: "page.pdf", file_data: pdf }),
    /file|document|pdf|modal|content|part/i,
  ),
  compact: inputProbe("compact"),
  "input-tokens": inputProbe("input_tokens"),
  logprobs: async ({ send }) =>
    logprobsOffer(
      await send(create({ include: ["message.output_text.logprobs"], top_logprobs: 2 })),
    ),
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
  background: async ({ send }) => {
    const exchange = await send(create({ background: true, store: true }));
    const offer = offerOf(exchange, /background|stor|async/i);
    const { observed } = exchange;
    return offer.kind === "offered" && observed && served(exchange) && runsInForeground(observed)
      ? ignored(exchange, "the response is finished and not in the background")
      : offer;
  },
  retrieve: storedProbe("retrieve"),
  store: async ({ offers, unstored }) => {
    if (unstored?.kind === "lacking") return unstored;
    // What can be fetched, or gone on from, was stored: where that is known, no further turn is needed.
    const retrieve = await offers("retrieve");
    if (retrieve.kind === "offered") return retrieve;
    const chain = await offers("chain");
    if (chain.kind === "offered" || chain.kind === "unknown") return chain;
    return unstored ?? lacking(chain.reason);
  },
  chain: (context) =>
    atStored(
      context,
      (id) => create({ previous_response_id: decodeURIComponent(id) }),
      (first) => chainOffer(first, context.plain, () => remembers(context.send)),
    ),
  replay: async (context) =>
    atStored(
      // A turn that was streamed is the one to replay; the other one is not tried instead.
      context.ids.streamed === undefined
        ? context
        : { ...context, ids: { ...context.ids, plain: undefined } },
      (id) => stored("retrieve")(`${id}?stream=true`),
      (exchange) => {
        const { observed } = exchange;
        return served(exchange) && observed?.events.length === 0
          ? ignored(exchange, "the body is JSON and not a stream of the events")
          : offerOf(exchange);
      },
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
  ...socketProbes,
};

/** How many requests a probe sends at most, where what it asks for shows no effect at first. */
export const mostRequests: Partial<Record<Capability, number>> = {
  tools: 3,
  "custom-tools": 3,
  "async-tools": 2,
  reasoning: 2,
  chain: 4,
  websocket: 2,
};

/** Capabilities that make no sense without another one. */
export const requires: Partial<Record<Capability, Capability>> = {
  retrieve: "store",
  replay: "store",
  delete: "store",
  "input-items": "store",
  "parallel-tools": "tools",
  "async-tools": "tools",
  chain: "store",
  cancel: "background",
  lanes: "websocket",
  steering: "websocket",
  prewarm: "websocket",
};

/** Capabilities whose probes look at the gate's stored responses, in the order in which that must happen: deleting comes last. */
export const storedFamily: readonly Capability[] = [
  "retrieve",
  "chain",
  "store",
  "replay",
  "input-items",
  "cancel",
  "delete",
];
