import type { CapabilityState } from "../result/run.ts";
import { capabilities, type Capability, type Scenario } from "../scenario/types.ts";
import type { Client } from "./client.ts";
import type { Exchange } from "./exchange.ts";
import { has, isObject, stringAt } from "../json/json.ts";
import { asMessages, gatesOf, minimal, type Gate } from "./gate.ts";
import { ignored } from "./effects.ts";
import { isUnproven, lacking, offered, type Offer } from "./offer.ts";
import { isProperRefusal } from "./refusal.ts";
import type { Wanted } from "./request.ts";
import { isOverloaded } from "./second-look.ts";
import { createTurnstile } from "./turnstile.ts";
import { probes, requires, storedFamily, type ProbeContext } from "./probes.ts";

export type Declared = Partial<Record<Capability, boolean>>;

/** Something that needs capabilities. */
export type Needing = Pick<Scenario, "needs">;

/**
 * Capabilities that must be probed: needed by some scenario, and not declared. `stream` is seen at the gate. A WebSocket
 * that is declared is tried all the same: its probe is the gate of all turns.
 */
export function undeclared(scenarios: readonly Needing[], declared: Declared): Capability[] {
  const needed = new Set(scenarios.flatMap(({ needs }) => needs));
  return [...needed].filter(
    (capability) =>
      declared[capability] === undefined ||
      (capability === "websocket" && declared[capability] === true),
  );
}

/** The offer that the declarations alone imply for a capability; undefined if it must be probed. */
export function declaredOffer(capability: Capability, declared: Declared): Offer | undefined {
  const own = declared[capability];
  if (own === true) return offered;
  if (own === false) return lacking(`the config declares ${capability} as not offered`);
  const base = requires[capability];
  if (base !== undefined && declared[base] === false)
    return lacking(`${capability} needs ${base}, which the config declares as not offered`);
  if (capability !== "stream" && !probes[capability])
    return lacking(`${capability} cannot be probed; to test it, declare it in the config`);
  return undefined;
}

/** True when some probe will look at a stored response, so that the gate exchanges should be stored. */
export function wantsStored(scenarios: readonly Needing[], declared: Declared): boolean {
  return undeclared(scenarios, declared).some(
    (capability) => storedFamily.includes(capability) && !declaredOffer(capability, declared),
  );
}

/** What an endpoint offers. Each capability is probed once, at the first request for it. */
export type Offers = (capability: Capability) => Promise<Offer>;

/**
 * What is offered by the declarations, and where they say nothing by probes.
 * @param probe asks the endpoint for a capability
 */
export function offersBy(
  declared: Declared,
  probe: (capability: Capability, offers: Offers) => Promise<Offer>,
): Offers {
  const known = new Map<Capability, Promise<Offer>>();
  const find = async (capability: Capability): Promise<Offer> => {
    const own = declaredOffer(capability, declared);
    const isGate = capability === "websocket" && own?.kind === "offered";
    if (own && !isGate) return own;
    const base = requires[capability];
    if (base !== undefined && base !== "store") {
      const of = await offers(base);
      if (of.kind === "unknown") return of;
      if (of.kind !== "offered") return lacking(`${capability} needs ${base}: ${of.reason}`);
    }
    const offer = await probe(capability, offers);
    // What is declared is tested even where it is refused; where nothing is answered, nothing can be tested.
    return isGate && offer.kind === "lacking" ? offered : offer;
  };
  const offers: Offers = (capability) => {
    const found = known.get(capability) ?? find(capability);
    known.set(capability, found);
    return found;
  };
  return offers;
}

/**
 * Finds out what the endpoint offers, with as few requests as possible: what is declared is believed, what no scenario
 * needs is not asked for, nothing is asked twice.
 * @param gates the gate exchanges that were sent
 */
export async function probeCapabilities(
  client: Client,
  gates: readonly Gate[],
  scenarios: readonly Needing[],
  declared: Declared,
  limit: <T>(task: () => Promise<T>) => Promise<T>,
): Promise<Offers> {
  const gate = (kind: Gate["kind"]): Gate | undefined => gates.find((g) => g.kind === kind);
  const streamed = gate("streamed");
  // An endpoint that answers in one way only is probed in that way.
  const open = gates.find(({ problem }) => !problem);
  const { together, alone } = createTurnstile();
  const send = async (wanted: Wanted): Promise<Exchange> => {
    const exchange = await together(() => sendOnce(wanted));
    // Probes are sent several at a time: what that may have brought about says nothing of the capability.
    if (exchange.aborted || !isOverloaded(exchange)) return exchange;
    return alone(async () => {
      const answered = open?.exchange.request.info.body;
      if (isObject(answered)) await client.calm(minimal(answered));
      return sendOnce(wanted);
    });
  };
  const sendOnce = async (wanted: Wanted): Promise<Exchange> => {
    const asked = { step: "probe", scenario: "probe", dialects: [] };
    const whole = filled(wanted, client.endpoint.model);
    if (wanted.connection === undefined) return client.exchange(likeGate(open, whole), asked);
    const turns = client.turns();
    try {
      return await turns.exchange(whole, asked);
    } finally {
      await turns.close();
    }
  };
  const offers = offersBy(declared, async (capability, offersOf) => {
    if (capability === "stream") return streamOffer(streamed);
    if (!open)
      return declared[capability] === true
        ? offered
        : { kind: "unknown", reason: gates[0]?.problem?.reason ?? "the endpoint sent no answer" };
    const context: ProbeContext = {
      send,
      ids: { plain: gate("plain")?.responseId, streamed: streamed?.responseId },
      plain: open.exchange,
      unstored: unstoredOffer(gates),
      offers: offersOf,
    };
    const probe = probes[capability] ?? (() => Promise.resolve(offered));
    // Probes of the stored family wait for each other and for `background`: they must not hold a place meanwhile.
    return storedFamily.includes(capability) ? probe(context) : limit(() => probe(context));
  });
  const wanted = undeclared(scenarios, declared);
  const stored = async (): Promise<void> => {
    for (const capability of storedFamily)
      if (wanted.includes(capability)) await offers(capability);
  };
  const others = wanted.filter((capability) => !storedFamily.includes(capability));
  await Promise.all([stored(), ...others.map(offers)]);
  return offers;
}

/**
 * What was found out of the capabilities that scenarios need, in the order of their list; nothing if nothing was probed.
 * @param ruledOut scenarios that do not apply by the settings
 */
export async function offersFound(
  scenarios: readonly Scenario[],
  ruledOut: readonly Scenario[],
  declared: Declared,
  offers: Offers | undefined,
): Promise<{ capability: Capability; offer: Offer }[]> {
  if (!offers) return [];
  // Of what the settings rule out, nothing is asked but what they say themselves.
  const denied = ruledOut
    .flatMap(needsOf)
    .filter((capability) => declaredOffer(capability, declared)?.kind === "lacking");
  const needed = new Set([...scenarios.flatMap(needsOf), ...denied]);
  return Promise.all(
    capabilities
      .filter((capability) => needed.has(capability))
      .map(async (capability) => ({ capability, offer: await offers(capability) })),
  );
}

const states = {
  offered: "offered",
  lacking: "refused",
  ignored: "ignored",
  unknown: "unknown",
} as const;

/** A capability as reports have it. */
export const described = ({
  capability,
  offer,
}: {
  capability: Capability;
  offer: Offer;
}): CapabilityState => {
  const { reason = "the config declares it" } = offer;
  return { capability, state: isUnproven(offer) ? "unknown" : states[offer.kind], reason };
};

/** The capabilities that a scenario needs, including streaming if it streams. */
export function needsOf(scenario: Scenario): Capability[] {
  const { needs } = scenario;
  return gatesOf(scenario).has("streamed") ? [...new Set<Capability>(["stream", ...needs])] : needs;
}

/** Why nothing is stored, as the gate exchanges that asked for it were answered. */
function unstoredOffer(gates: readonly Gate[]): Offer | undefined {
  const refused = gates.find(({ storeRefused }) => storeRefused !== undefined)?.storeRefused;
  if (refused !== undefined) return lacking(`the endpoint refuses store: true with ${refused}`);
  const denied = gates.find(
    ({ exchange: { request, observed } }) =>
      isObject(request.info.body) &&
      request.info.body["store"] === true &&
      observed?.response?.["store"] === false,
  );
  return denied && ignored(denied.exchange, "the response says store: false");
}

/** Whether streaming is offered, from the streamed gate exchange. */
function streamOffer(gate: Gate | undefined): Offer {
  const observed = gate?.exchange.observed;
  if (observed && gate && !gate.problem && observed.events.length === 0 && observed.response)
    return ignored(gate.exchange, "the body is JSON and not a stream, although stream is true");
  if (observed && !gate?.problem)
    return { kind: "offered", reason: `a streamed request was answered with ${observed.status}` };
  if (!gate?.problem || !observed) return offered;
  return gate.problem.refused && isProperRefusal(observed) ? lacking(gate.problem.reason) : offered;
}

/** A probe as the endpoint can answer it: streamed if it answers nothing else, with messages if it takes no text. */
function likeGate(open: Gate | undefined, wanted: Wanted): Wanted {
  const { body, path } = wanted;
  if (!open || !body) return wanted;
  const asked = open.exchange.request.info.body;
  const input = stringAt(body, "input");
  return {
    ...wanted,
    body: {
      ...body,
      ...(input !== undefined && has(asked, "input") && !stringAt(asked, "input")
        ? { input: asMessages(input) }
        : {}),
      ...(open.kind === "streamed" && path === "/responses" ? { stream: true } : {}),
    },
  };
}

/** A request with the model filled in. */
export function filled(wanted: Wanted, model: string | undefined): Wanted {
  return wanted.body && model !== undefined
    ? { ...wanted, body: { model, ...wanted.body } }
    : wanted;
}
