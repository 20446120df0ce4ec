import type { JudgingDialect } from "../checker/checker.ts";
import { gaveUp } from "../engine/exchange.ts";
import { stringAt, type Json, type JsonObject } from "../json/json.ts";
import { creates } from "../scenario/over-websocket.ts";
import type { Scenario, Step } from "../scenario/types.ts";
import { isLate } from "../transport/types.ts";
import type { Client } from "./client.ts";
import type { Exchange } from "./exchange.ts";
import type { Wanted } from "./request.ts";
import { problemOf, type GateKind, type GateProblem } from "./gate-problem.ts";
import { describeRefusal } from "./refusal.ts";
import { RunUsageError, type RunOptions } from "./types.ts";

/** A minimal request that shows whether the endpoint answers at all. */
export interface Gate {
  kind: GateKind;
  exchange: Exchange;
  /** Undefined when the way is open. */
  problem: GateProblem | undefined;
  /** Why `store: true` had to be left out, when it had. */
  storeRefused: string | undefined;
  /** The first exchange, where it is a violation, though the same question in another form was answered. */
  crash: { exchange: Exchange; problem: GateProblem } | undefined;
  /** Id of the response, for probes. */
  responseId: string | undefined;
}

const streams = ({ body }: Step): boolean => body?.["stream"] === true;

/** The gate exchanges that a scenario's outcome depends on. */
export function gatesOf(scenario: Scenario): Set<GateKind> {
  const kinds = new Set<GateKind>();
  for (const step of scenario.steps)
    if (creates(step)) kinds.add(streams(step) ? "streamed" : "plain");
  if (scenario.needs.includes("stream")) kinds.add("streamed");
  return kinds;
}

/** The gate exchanges of a run. There is always one. */
export function neededGates(scenarios: readonly Scenario[], mayStream: boolean): GateKind[] {
  const kinds = new Set(scenarios.flatMap((scenario) => [...gatesOf(scenario)]));
  const streamed = kinds.has("streamed") && mayStream;
  return kinds.has("plain") || !streamed
    ? ["plain", ...(streamed ? (["streamed"] as const) : [])]
    : ["streamed"];
}

/** What a minimal request asks of the model. */
const greeting = "Say hello.";

/** A text as the list of one message that means the same. */
export const asMessages = (text: string): JsonObject[] => [
  { type: "message", role: "user", content: text },
];

/** The body of a gate exchange, before the model is filled in. @param input the greeting as a text, or as messages */
export function gateRequest(
  kind: GateKind,
  store: boolean,
  model: string | undefined,
  input: Json = greeting,
): Wanted {
  const body: JsonObject = {
    ...(model === undefined ? {} : { model }),
    input,
    ...(store ? { store: true } : {}),
    ...(kind === "streamed" ? { stream: true } : {}),
  };
  return { method: "POST", path: "/responses", body };
}

/** A gate exchange that was answered, to be sent once more. It need not be stored. */
export const minimal = ({ store: _, ...body }: JsonObject): Wanted => ({
  method: "POST",
  path: "/responses",
  body,
});

const succeeded = ({ observed }: Exchange): boolean => (observed?.status ?? 500) < 400;

/** Why an answer was given up, if it was: a first request may have waited for the model to be loaded. */
const waitedInVain = ({ failure, end }: Exchange): string | undefined => {
  if (isLate(failure?.reason)) return failure?.message;
  return end && gaveUp(end.kind) ? (end.detail ?? "the answer did not come in time") : undefined;
};

/**
 * Sends a gate exchange. One that is not answered in time is sent once more. What fails is asked again in other words, because it must not have everything else untested: without
 * `store`, and with messages in place of a text.
 * @param store asks for storing, so that probes of stored responses need no request of their own
 */
async function openGate(
  client: Client,
  kind: GateKind,
  dialects: readonly JudgingDialect[],
  store: boolean,
): Promise<Gate> {
  const { model } = client.endpoint;
  const sendOnce = (storing: boolean, input: Json): Promise<Exchange> =>
    client.exchange(gateRequest(kind, storing, model, input), {
      step: kind,
      scenario: `gate/${kind}`,
      dialects,
    });
  const send = async (storing: boolean, input: Json = greeting): Promise<Exchange> => {
    const exchange = await sendOnce(storing, input);
    const why = waitedInVain(exchange);
    if (why === undefined || exchange.aborted) return exchange;
    const again = await sendOnce(storing, input);
    const retries = [...exchange.retries, `${why}; sent once more`, ...again.retries];
    return { ...again, sent: exchange.sent + again.sent, retries };
  };
  const first = await send(store);
  const problem = problemOf(first, kind, client.endpoint);
  const gate = (exchange: Exchange, more: Partial<Gate> = {}): Gate => ({
    kind,
    exchange,
    problem: problemOf(exchange, kind, client.endpoint),
    storeRefused: undefined,
    crash: undefined,
    responseId: stringAt(exchange.observed?.response, "id"),
    ...more,
  });
  const refusal = first.observed;
  if (!refusal || problem?.concerns !== "this") return gate(first, { problem });
  if (store && [400, 422, 501].includes(refusal.status)) {
    const again = await send(false);
    if (succeeded(again)) return gate(again, { storeRefused: describeRefusal(refusal) });
  }
  if ([400, 422, 500].includes(refusal.status)) {
    const again = await send(store, asMessages(greeting));
    if (succeeded(again))
      return gate(again, problem.judged ? { crash: { exchange: first, problem } } : {});
  }
  return gate(first, { problem });
}

/**
 * The gate exchanges; the second one is spared when the first says that nothing can be tested.
 * @param asked which of them; and why GET /models named no model, if it is known
 * @throws RunUsageError when the endpoint demands a model, and none was named or found
 */
export async function openGates(
  client: Client,
  {
    kinds,
    store,
    unlisted,
  }: { kinds: readonly GateKind[]; store: boolean; unlisted?: string | undefined },
  { endpoint, dialects, onProgress }: Pick<RunOptions, "endpoint" | "dialects" | "onProgress">,
): Promise<Gate[]> {
  const gates: Gate[] = [];
  for (const kind of kinds) {
    onProgress?.({ kind: "probing", what: `a ${kind} answer` });
    const gate = await openGate(client, kind, dialects, store);
    gates.push(gate);
    if (client.endpoint.model === undefined && gate.problem)
      demandModel(gate, endpoint.baseUrl, unlisted);
    if (gate.problem?.concerns === "everything" || gate.exchange.aborted) break;
  }
  return gates;
}

/** Says that a model must be named, when the endpoint refuses requests without one. */
function demandModel(gate: Gate, url: string, unlisted: string | undefined): void {
  const status = gate.exchange.observed?.status ?? 0;
  if (status === 400 || status === 404 || status === 422)
    throw new RunUsageError(
      `no model is given, and ${unlisted ?? `GET ${url}/models names none;`} pass --model NAME (or set RESPONSES_MODEL).`,
    );
}
