import { gaveUp } from "../engine/exchange.ts";
import { isObject, stringAt } from "../json/json.ts";
import { isRouteMissing, isWorthRetrying } from "../protocol/http-statuses.ts";
import type { Observed } from "../scenario/observed.ts";
import type { Exchange } from "./exchange.ts";
import { describeRefusal, isProperRefusal, refusalMessage } from "./refusal.ts";
import { shortened } from "./text.ts";
import type { Endpoint } from "./types.ts";

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
    const doubt = status === 500 && isWithoutKey(endpoint) ? `${noKey} ` : "";
    return {
      reason: `${doubt}the endpoint refused a minimal ${kind} request with ${describeRefusal(observed)}`,
      concerns: "this",
      judged: !refused,
      refused,
    };
  }
  // Of what is larger than a limit, the status says enough to go on.
  if (end && !["closed", "left", "limit"].includes(end.kind))
    return {
      reason: gaveUp(end.kind)
        ? `this program stopped reading the answer to a minimal ${kind} request: ${end.detail ?? end.kind}`
        : `the answer to a minimal ${kind} request ended early: ${end.detail ?? end.kind}`,
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
    const remedy = isWithoutKey(endpoint)
      ? `${noKey} The endpoint requires one.`
      : "The endpoint refused the API key. Check its variable (RESPONSES_API_KEY, or the one of --api-key-env), and pass --auth-header if the key belongs in another header.";
    return `${url} answered 401. ${remedy}${said}`;
  }
  // A page of a server that failed is no web site: the route is there.
  const crashed = status >= 500 && !isWorthRetrying(status) && !isRouteMissing(status);
  if (isHtml(observed) && !crashed)
    return `${url} answered with an HTML page (status ${status}); expected JSON. The base URL probably belongs to a web site or a proxy.${endsInVersion(url) ? " Check its host and port." : " Check it: a base URL usually ends in /v1."}`;
  if (status === 403)
    return isWithoutKey(endpoint)
      ? `${url} answered 403. ${noKey} The endpoint probably requires one.${said}`
      : `${url} answered 403: the API key has no access to this endpoint or model. Check --api-key-env, --model and the account.${said}`;
  if (status >= 400 && status < 500 && speaksOfModel(observed))
    return endpoint.model === undefined
      ? undefined
      : `${url} refused the model "${endpoint.model}" (status ${status}). Pass another with --model.${said}`;
  if (status === 404 && speaksOfUpstream(observed))
    return `${url} answered 404, and the message says that the server asked another one, which does not know what it was asked for. Check the model (--model NAME) and the address of the upstream in the configuration of the server.${said}`;
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

/** True if a refusal is about the model: by its parameter, its code or type, or, where a route would be meant else, its words. */
function speaksOfModel(observed: Observed): boolean {
  const { body, status } = observed;
  const error = isObject(body) ? body["error"] : undefined;
  if (stringAt(error, "param") === "model") return true;
  if (["code", "type"].some((field) => /model/.test(stringAt(error, field) ?? ""))) return true;
  const message = refusalMessage(observed) ?? "";
  return status === 404 && /\bmodel\b/i.test(message) && !upstream.test(message);
}

const upstream = /\b(upstream|backend|provider|deployment)\b/i;

/** True if a refusal says that it came from a server behind this one. */
const speaksOfUpstream = (observed: Observed): boolean =>
  upstream.test(refusalMessage(observed) ?? "");

/** True if requests carry no credentials: no key, and no header that may hold one. */
export const isWithoutKey = ({ apiKey, headers }: Readonly<Endpoint>): boolean =>
  apiKey === undefined && !Object.keys(headers).some((name) => /auth|key|token|cookie/i.test(name));

const noKey =
  "No API key was sent, because neither RESPONSES_API_KEY nor OPENAI_API_KEY is set. Set RESPONSES_API_KEY, or pass the name of another variable with --api-key-env NAME.";
