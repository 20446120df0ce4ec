import type { JudgingDialect } from "../checker/checker.ts";
import { stringAt, type JsonObject } from "../json/json.ts";
import { isRouteMissing, isWorthRetrying } from "../protocol/http-statuses.ts";
import type { Observed } from "../scenario/observed.ts";
import { creates } from "../scenario/over-websocket.ts";
import type { Scenario, Step } from "../scenario/types.ts";
import { shortened } from "./text.ts";
import type { Client } from "./client.ts";
import type { Exchange } from "./exchange.ts";
import type { Wanted } from "./request.ts";
import { describeRefusal, isProperRefusal, refusalMessage } from "./refusal.ts";
import { RunUsageError, type Endpoint, type RunOptions } from "./types.ts";

export type GateKind = "plain" | "streamed";

/** Why nothing that depends on a gate exchange can be tested. */
export interface GateProblem {
  reason: string;
  /** `everything`: no other request can fare better. `this`: only requests of its kind. */
  concerns: "everything" | "this";
  /** The answer itself is to be judged: it broke the protocol, beyond refusing. */
  judged: boolean;
  /** It said properly that it does not offer this. */
  refused: boolean;
  /** The answer is larger than a limit of ours, so that it cannot be known whether it is proper. */
  unread?: true;
}

/** A minimal request that shows whether the endpoint answers at all. */
export interface Gate {
  kind: GateKind;
  exchange: Exchange;
  /** Undefined when the way is open. */
  problem: GateProblem | undefined;
  /** Why `store: true` had to be left out, when it had. */
  storeRefused: string | undefined;
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

/** The body of a gate exchange, before the model is filled in. */
export function gateRequest(kind: GateKind, store: boolean, model: string | undefined): Wanted {
  const body: JsonObject = {
    ...(model === undefined ? {} : { model }),
    input: "Say hello.",
    ...(store ? { store: true } : {}),
    ...(kind === "streamed" ? { stream: true } : {}),
  };
  return { method: "POST", path: "/responses", body };
}

/**
 * Sends a gate exchange.
 * @param store asks for storing, so that probes of stored responses need no request of their own
 */
async function openGate(
  client: Client,
  kind: GateKind,
  dialects: readonly JudgingDialect[],
  store: boolean,
): Promise<Gate> {
  const { model } = client.endpoint;
  const send = (storing: boolean): Promise<Exchange> =>
    client.exchange(gateRequest(kind, storing, model), {
      step: kind,
      scenario: `gate/${kind}`,
      dialects,
    });
  let exchange = await send(store);
  let storeRefused: string | undefined;
  const refusal = exchange.observed;
  if (store && refusal && [400, 422, 501].includes(refusal.status)) {
    const again = await send(false);
    if (again.observed && again.observed.status < 400) {
      exchange = again;
      storeRefused = describeRefusal(refusal);
    }
  }
  return {
    kind,
    exchange,
    problem: problemOf(exchange, kind, client.endpoint),
    storeRefused,
    responseId: stringAt(exchange.observed?.response, "id"),
  };
}

/**
 * The gate exchanges; the second one is spared when the first says that nothing can be tested.
 * @throws RunUsageError when the endpoint demands a model, and none was named or found
 */
export async function openGates(
  client: Client,
  { kinds, store }: { kinds: readonly GateKind[]; store: boolean },
  { endpoint, dialects, onProgress }: Pick<RunOptions, "endpoint" | "dialects" | "onProgress">,
): Promise<Gate[]> {
  const gates: Gate[] = [];
  for (const kind of kinds) {
    onProgress?.({ kind: "probing", what: `a ${kind} answer` });
    const gate = await openGate(client, kind, dialects, store);
    gates.push(gate);
    if (client.endpoint.model === undefined && gate.problem) demandModel(gate, endpoint.baseUrl);
    if (gate.problem?.concerns === "everything" || gate.exchange.aborted) break;
  }
  return gates;
}

const everything = (reason: string): GateProblem => ({
  reason,
  concerns: "everything",
  judged: false,
  refused: false,
});

/** Why an answer to a minimal request means that there is nothing to test; undefined when it is good enough to go on. */
export function problemOf(
  exchange: Exchange,
  kind: GateKind,
  endpoint: Readonly<Endpoint>,
): GateProblem | undefined {
  const { failure, observed, end, request } = exchange;
  if (failure || !observed) {
    const timedOut = failure?.reason === "headers-timeout" || failure?.reason === "total-timeout";
    const reason = failure?.message ?? "the endpoint sent no answer";
    return {
      ...everything(reason),
      concerns: timedOut ? "this" : "everything",
      ...(failure?.reason === "headers-too-large" ? { unread: true } : {}),
    };
  }
  const known = statusProblem(observed, request.url, endpoint);
  if (known !== undefined) return everything(known);
  const { status } = observed;
  if (status >= 400 && end?.kind === "limit")
    return {
      reason: `the endpoint refused a minimal ${kind} request with ${status}, and ${end.detail ?? "its answer is larger than a limit"}`,
      concerns: "this",
      judged: false,
      refused: false,
      unread: true,
    };
  if (status >= 400) {
    const refused = isProperRefusal(observed);
    return {
      reason: `the endpoint refused a minimal ${kind} request with ${describeRefusal(observed)}`,
      concerns: "this",
      judged: !refused,
      refused,
    };
  }
  // Of what is larger than a limit, the status says enough to go on.
  if (end && !["closed", "left", "limit"].includes(end.kind))
    return {
      reason: `the answer to a minimal ${kind} request ended early: ${end.detail ?? end.kind}`,
      concerns: "this",
      judged: end.kind !== "total",
      refused: false,
    };
  return undefined;
}

/** True if the base URL ends in a version, as most do. */
const endsInVersion = (url: string): boolean => /\/v\d+\/responses$/.test(new URL(url).pathname);

/** The problem of the settings that a status and body show, if it is not a fault of the server. */
function statusProblem(
  observed: Observed,
  url: string,
  endpoint: Readonly<Endpoint>,
): string | undefined {
  const { status, headers } = observed;
  const message = refusalMessage(observed);
  const said = message === undefined ? "" : ` The error message is: ${shortened(message)}`;
  if (status >= 300 && status < 400)
    return `${url} redirects to ${headers["location"] ?? "another address"} (status ${status}). This tool follows no redirects; pass the final address as --base-url.`;
  if (status === 401) {
    const remedy =
      endpoint.apiKey === undefined
        ? "The endpoint requires an API key. Set RESPONSES_API_KEY, or pass the name of its variable with --api-key-env NAME."
        : "The endpoint refused the API key. Check its variable (RESPONSES_API_KEY, or the one of --api-key-env), and pass --auth-header if the key belongs in another header.";
    return `${url} answered 401. ${remedy}${said}`;
  }
  if (isHtml(observed))
    return `${url} answered with an HTML page (status ${status}); expected JSON. The base URL probably belongs to a web site or a proxy.${endsInVersion(url) ? " Check its host and port." : " Check it: a base URL usually ends in /v1."}`;
  if (status === 403)
    return `${url} answered 403: the API key has no access to this endpoint or model. Check --api-key-env, --model and the account.${said}`;
  if (status >= 400 && status < 500 && speaksOfModel(observed))
    return endpoint.model === undefined
      ? undefined
      : `${url} refused the model "${endpoint.model}" (status ${status}). Pass another with --model.${said}`;
  // 501 may be said of requests of this kind alone.
  if (isRouteMissing(status) && status !== 501) {
    const hint = endsInVersion(url)
      ? "The server may not offer the Responses API."
      : "It usually ends in /v1, which is missing here.";
    return `${url} answered ${status}: the server has no such route. Check the base URL. ${hint}${said}`;
  }
  if (status === 502 || status === 504)
    return `${url} answered ${status}: a proxy answered, but the server behind it did not. Start that server, or check the base URL.${said}`;
  if (isWorthRetrying(status))
    return `${url} answered ${status} to a minimal request, also after retries. Try again later, or check the limits of the account.${said}`;
  return undefined;
}

function isHtml({ headers, body, events }: Observed): boolean {
  return (
    body === undefined && events.length === 0 && /text\/html/i.test(headers["content-type"] ?? "")
  );
}

function speaksOfModel({ body }: Observed): boolean {
  const error =
    body && typeof body === "object" && !Array.isArray(body) ? body["error"] : undefined;
  return stringAt(error, "param") === "model" || /model/.test(stringAt(error, "code") ?? "");
}

/** Says that a model must be named, when the endpoint refuses requests without one. */
function demandModel(gate: Gate, url: string): void {
  const status = gate.exchange.observed?.status ?? 0;
  if (status === 400 || status === 404 || status === 422)
    throw new RunUsageError(
      `no model is given, and GET ${url}/models names none; pass --model NAME (or set RESPONSES_MODEL).`,
    );
}
