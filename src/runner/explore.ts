import pLimit from "p-limit";
import type { Level } from "../result/finding.ts";
import { capabilities, type Capability } from "../scenario/types.ts";
import { createRedactor, type Redactor } from "../tape/redact.ts";
import { createTransport } from "../transport/http.ts";
import { probeCapabilities } from "./capabilities.ts";
import { createClient } from "./client.ts";
import { openGates, type Gate } from "./gate.ts";
import { listModels } from "./model.ts";
import type { Offer } from "./offer.ts";
import { probes } from "./probes.ts";
import { secretsOf } from "./request.ts";
import { proxyOf } from "./run.ts";
import type { RunOptions } from "./types.ts";

/** The facts about an endpoint that are known before it is tested. They have no secrets. */
export interface Exploration {
  /** The model that was asked: the given one, or the first that the endpoint lists. Undefined if there was none. */
  model: string | undefined;
  /** The models that the endpoint lists. */
  models: string[];
  /** Why nothing could be found out; undefined when the endpoint answered. */
  problem: string | undefined;
  /** The violations in the answers, in the order of the dialects. */
  fits: DialectFit[];
  offers: { capability: Capability; offer: Offer }[];
  /** How many requests were sent. */
  requests: number;
}

/** The rules that a dialect finds broken in the answers to minimal requests. */
export interface DialectFit {
  dialect: string;
  musts: string[];
  shoulds: string[];
}

/**
 * Finds out what an endpoint offers and which dialect it speaks: asks for its models, sends the gate exchanges of a run,
 * and probes every capability.
 * @throws RunUsageError when it cannot be asked as the settings say
 */
export async function explore(
  options: Omit<RunOptions, "scenarios" | "capabilities" | "provoke" | "failFast" | "redoPrefix">,
): Promise<Exploration> {
  const redactor = createRedactor(secretsOf(options.endpoint));
  const { concurrency, dialects, endpoint, onProgress, signal, timeouts } = options;
  const transport = await createTransport(timeouts.connect, concurrency, proxyOf(options));
  const all = { scenarios: [], capabilities: {}, provoke: {}, failFast: false, redoPrefix: "" };
  const client = createClient({ ...options, ...all }, transport);
  try {
    onProgress?.({ kind: "probing", what: "the models" });
    const { names: models, unread: unlisted } = await listModels(client);
    if (endpoint.model === undefined) client.useModel(models[0]);
    const kinds = ["plain", "streamed"] as const;
    const gates = await openGates(client, { kinds, store: true, unlisted }, options);
    const problem = problemOf(gates);
    onProgress?.({ kind: "probing", what: "capabilities" });
    const found =
      problem === undefined && !signal?.aborted
        ? await probeCapabilities(
            client,
            gates,
            [{ needs: [...capabilities] }],
            {},
            pLimit(concurrency),
          )
        : undefined;
    const offers: Exploration["offers"] = [];
    for (const capability of found ? capabilities : []) {
      const offer = (await found?.(capability)) ?? unasked;
      const known = capability === "stream" || probes[capability] !== undefined;
      offers.push({ capability, offer: known ? redacted(offer, redactor) : unprobed });
    }
    // A listed name that holds the key is not shown: the endpoint may have put it there.
    const open = models.filter((name) => redactor.text(name) === name);
    const asked = client.endpoint.model ?? "";
    return {
      model: endpoint.model ?? (open.includes(asked) ? asked : undefined),
      models: open,
      problem: problem === undefined ? undefined : redactor.text(problem),
      fits: dialects.map(({ dialect }) => fitOf(dialect.name, gates)),
      offers,
      requests: client.requests(),
    };
  } catch (error) {
    if (error instanceof Error) error.message = redactor.text(error.message);
    throw error;
  } finally {
    await transport.close();
  }
}

const unasked: Offer = { kind: "unknown", reason: "it was not probed" };
const unprobed: Offer = {
  kind: "unknown",
  reason: "it cannot be probed; set it to true to test it",
};

const redacted = (offer: Offer, redactor: Redactor): Offer =>
  offer.reason === undefined ? offer : { ...offer, reason: redactor.text(offer.reason) };

/** Why the endpoint cannot be explored: nothing can be tested, or no gate exchange succeeded. */
function problemOf(gates: readonly Gate[]): string | undefined {
  const shut = gates.find(({ problem }) => problem?.concerns === "everything") ?? gates[0];
  const open = gates.some(({ problem }) => !problem);
  return open && shut?.problem?.concerns !== "everything" ? undefined : shut?.problem?.reason;
}

function fitOf(dialect: string, gates: readonly Gate[]): DialectFit {
  const judgements = gates
    .flatMap(({ exchange }) => exchange.judgements)
    .filter((judgement) => judgement.dialect === dialect);
  const broken = (level: Level): string[] => [
    ...new Set(
      judgements.flatMap(({ findings }) =>
        findings.filter((finding) => finding.level === level).map(({ rule }) => rule),
      ),
    ),
  ];
  return { dialect, musts: broken("must"), shoulds: broken("should") };
}
