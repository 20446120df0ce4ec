import type { Capability, Scenario } from "../scenario/types.ts";
import type { Client } from "./client.ts";
import type { Gate } from "./gate.ts";
import { isProperRefusal } from "./refusal.ts";
import type { Wanted } from "./request.ts";
import {
  lacking,
  offered,
  probes,
  requires,
  storedFamily,
  type Offer,
  type ProbeKit,
} from "./probes.ts";

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

/** What the declarations alone say of a capability; undefined when it has to be found out. */
export function declaredOffer(capability: Capability, declared: Declared): Offer | undefined {
  const own = declared[capability];
  if (own === true) return offered;
  if (own === false) return lacking(`${capability} is declared as not offered`);
  const base = requires[capability];
  if (base !== undefined && declared[base] === false)
    return lacking(`${capability} needs ${base}, which is declared as not offered`);
  if (capability !== "stream" && !probes[capability])
    return lacking(`${capability} cannot be probed: declare it in the config to have it tested`);
  return undefined;
}

/** True when some probe will look at a stored response, so that the gate exchanges should be stored. */
export function wantsStored(scenarios: readonly Needing[], declared: Declared): boolean {
  return undeclared(scenarios, declared).some(
    (capability) => storedFamily.includes(capability) && !declaredOffer(capability, declared),
  );
}

/** What was found out, once for the whole run. */
export interface Capabilities {
  offer(capability: Capability): Promise<Offer>;
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
): Promise<Capabilities> {
  const known = new Map<Capability, Promise<Offer>>();
  const gate = (kind: Gate["kind"]): Gate | undefined => gates.find((g) => g.kind === kind);
  const streamed = gate("streamed");
  // An endpoint that answers in one way only is probed in that way.
  const open = gates.find(({ problem }) => !problem);
  const kit: ProbeKit = {
    async send(wanted) {
      const asked = { step: "probe", scenario: "probe", dialects: [] };
      const whole = filled(wanted, client.endpoint.model);
      if (wanted.connection === undefined) return client.exchange(inTheWayOf(open, whole), asked);
      const turns = client.turns();
      try {
        return await turns.exchange(whole, asked);
      } finally {
        await turns.close();
      }
    },
    ids: { plain: gate("plain")?.responseId, streamed: streamed?.responseId },
    storeRefused: gates.find((g) => g.storeRefused !== undefined)?.storeRefused,
    offer,
  };

  function offer(capability: Capability): Promise<Offer> {
    const before = known.get(capability);
    if (before) return before;
    const found = find(capability);
    known.set(capability, found);
    return found;
  }
  async function find(capability: Capability): Promise<Offer> {
    const declaredAs = declaredOffer(capability, declared);
    if (capability === "websocket" && declaredAs?.kind === "offered" && open) return gateOfTurns();
    if (declaredAs) return declaredAs;
    if (capability === "stream") return streamOffer(streamed);
    if (!open) return { kind: "unknown", reason: gates[0]?.problem?.reason ?? "no answer came" };
    const base = requires[capability];
    if (base === "tools" || base === "background") {
      const of = await offer(base);
      if (of.kind !== "offered")
        return of.kind === "unknown" ? of : lacking(`${capability} needs ${base}: ${of.reason}`);
    }
    const probe = probes[capability];
    if (!probe) return offered;
    // Probes of the stored family wait for each other and for `background`: they must not hold a place meanwhile.
    return storedFamily.includes(capability) ? probe(kit) : limit(() => probe(kit));
  }

  /** What is declared is tested even where it is refused; where nothing is answered, nothing can be tested. */
  async function gateOfTurns(): Promise<Offer> {
    const offer = await limit(() => probes.websocket?.(kit) ?? Promise.resolve(offered));
    return offer.kind === "unknown" ? offer : offered;
  }

  const wanted = undeclared(scenarios, declared);
  const stored = async (): Promise<void> => {
    for (const capability of storedFamily) if (wanted.includes(capability)) await offer(capability);
  };
  const others = wanted.filter((capability) => !storedFamily.includes(capability));
  await Promise.all([stored(), ...others.map(offer)]);
  return { offer };
}

/** What the streamed gate exchange says of streaming. */
function streamOffer(gate: Gate | undefined): Offer {
  const observed = gate?.exchange.observed;
  if (observed && !gate?.problem)
    return { kind: "offered", reason: `a streamed request was answered ${observed.status}` };
  if (!gate?.problem || !observed) return offered;
  return gate.problem.refused && isProperRefusal(observed) ? lacking(gate.problem.reason) : offered;
}

function inTheWayOf(open: Gate | undefined, wanted: Wanted): Wanted {
  return open?.kind === "streamed" && wanted.body && wanted.path === "/responses"
    ? { ...wanted, body: { ...wanted.body, stream: true } }
    : wanted;
}

function filled(wanted: Wanted, model: string | undefined): Wanted {
  return wanted.body && model !== undefined
    ? { ...wanted, body: { model, ...wanted.body } }
    : wanted;
}
