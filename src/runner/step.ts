import { brokeOff } from "../engine/exchange.ts";
import type { JsonObject } from "../json/json.ts";
import { isWorthRetrying } from "../protocol/http-statuses.ts";
import type { StepResult } from "../result/run.ts";
import { checkExpectations, expectsSomething, provoked } from "../scenario/expect.ts";
import {
  resolveBody,
  resolveHeaders,
  resolvePath,
  resolveRaw,
  UnresolvedReference,
  type ReferenceContext,
} from "../scenario/references.ts";
import type { Observed } from "../scenario/observed.ts";
import { showPlace, type Step } from "../scenario/types.ts";
import type { Client } from "./client.ts";
import type { Exchange, ExchangeOptions, Recorded } from "./exchange.ts";
import { askElsewhere } from "./elsewhere.ts";
import { startPolling } from "./poll.ts";
import { describeRefusal } from "./refusal.ts";
import { refusedPart } from "./refused-part.ts";
import type { Wanted } from "./request.ts";
import { resumedRequest } from "./resume.ts";
import { strainOf, type Look } from "./second-look.ts";
import { brokenEnd, unmet } from "./verdict.ts";

/** The outcome of a step of a scenario. */
export interface RanStep {
  result: StepResult | undefined;
  outcome: Look;
  /** Later steps may build on its answer. */
  usable: boolean;
  aborted: boolean;
  tapes: StepTape[];
}

/** An exchange of a step, where exchanges are kept: which of them it is, from 0, and how many events were judged. */
export interface StepTape {
  exchange: number;
  events: number;
  tape: Recorded;
}

/** Bodies that make the endpoint do what a generic client cannot ask for. */
export type Provoke = Record<string, JsonObject>;

/**
 * The request of a step: references resolved, the model filled in, the config's provocation merged.
 * @param context undefined: references stay as they are written
 * @throws UnresolvedReference
 */
export function wantedOf(
  step: Step,
  context: ReferenceContext | undefined,
  model: string | undefined,
  provoke: Provoke,
): Wanted {
  const { method, auth, socket, provokeBody, withoutModel } = step;
  const { body: own, path, rawBody, headers, steer } = context ? resolved(step, context) : step;
  const fill = own && model !== undefined && !withoutModel && own["model"] === undefined;
  const extra = provokeBody === undefined ? undefined : provoke[provokeBody];
  const body = own && { ...(fill ? { model } : {}), ...own, ...extra };
  return { method, path, body, rawBody, headers, auth, connection: socket?.connection, steer };
}

const resolved = (
  { body, path, rawBody, headers, steer }: Step,
  context: ReferenceContext,
): Pick<Step, "body" | "path" | "rawBody" | "headers" | "steer"> => ({
  body: body && resolveBody(body, context),
  path: resolvePath(path, context),
  rawBody: rawBody === undefined ? undefined : resolveRaw(rawBody, context),
  headers: resolveHeaders(headers, context),
  steer: steer && { ...steer, ...resolveBody({ input: steer.input }, context) },
});

/** Ids of the steps that a step's request or expectations look at. */
export function dependencies(step: Step): Set<string> {
  const { id, expect, path, body, headers, steer, provoke } = step;
  const text = JSON.stringify([path, body, headers, steer, provoke, expect]);
  const named = [...text.matchAll(/\$steps\.([\w-]+)/g)].map((match) => match[1] ?? "");
  const found = new Set(expect.replays ? [...named, expect.replays.step] : named);
  found.delete(id);
  return found;
}

/** Sends a step, as often as it allows, and holds the answer against what is expected. */
export async function runStep(
  client: Client,
  step: Step,
  context: ReferenceContext & { steps: Map<string, Observed> },
  asked: ExchangeOptions,
  provoke: Provoke,
): Promise<RanStep> {
  const outcome: Look = { step: step.id, judgements: [], made: 0, busy: [] };
  const ran: RanStep = { result: undefined, outcome, usable: false, aborted: false, tapes: [] };
  const place = showPlace(step.place);

  for (let attempt = 1; attempt <= step.attempts; attempt++) {
    let wanted: Wanted;
    try {
      wanted = wantedOf(step, context, client.endpoint.model, provoke);
    } catch (error) {
      if (!(error instanceof UnresolvedReference)) throw error;
      outcome.checked = true;
      // What an earlier answer lacks is judged there, where it is required.
      outcome.inconclusive = `step ${step.id}: the request needs ${error.expression}, which has no value: ${error.reason}`;
      return ran;
    }
    const polling = startPolling(step, client, context);
    let exchange: Exchange;
    let next: ReturnType<typeof resumedRequest>;
    let dropAfter = step.dropAfter;
    let count = 0;
    const note = (one: Exchange): void => {
      ran.result = addExchange(ran.result, step, one);
      noteExchange(ran, one);
    };
    do {
      exchange = await client.exchange(wanted, { ...asked, dropAfter });
      next = resumedRequest(step, wanted, exchange, (count += 1));
      if (next) ({ wanted, dropAfter } = next);
      note(exchange);
    } while (next !== undefined || (await polling.again(exchange)));
    ran.aborted = exchange.aborted;
    if (exchange.aborted) return ran;
    outcome.inconclusive = polling.gaveUp();
    if (outcome.inconclusive !== undefined) {
      const { exchanges, moved } = await askElsewhere(client, wanted, exchange, asked);
      exchanges.forEach(note);
      ran.aborted = exchanges.some(({ aborted }) => aborted);
      if (!moved?.observed || !polling.reached(moved)) return ran;
      outcome.inconclusive = undefined;
      exchange = moved;
    }

    const { observed, failure, end } = exchange;
    if (!observed) {
      const message = failure?.message ?? "the endpoint sent no answer";
      // Refusing to serve or being away cannot be judged; hanging up on a request can.
      const hungUp = failure && ["closed", "not-http"].includes(failure.reason);
      if (failure?.reason === "headers-too-large")
        outcome.inconclusive = `step ${step.id}: ${message}`;
      else if (!hungUp) outcome.error = `step ${step.id}: ${message}`;
      else {
        const missing = { what: "answer", message, expected: "an HTTP answer", actual: "none" };
        outcome.failures = [unmet(step.id, place, missing)];
      }
      outcome.checked = true;
      return ran;
    }
    context.steps.set(step.id, observed);
    outcome.checked ||= expectsSomething(step);
    const failures = checkExpectations(step, observed, context);
    outcome.inapplicable = failures.length > 0 ? refusedPart(wanted.body, observed) : undefined;
    if (outcome.inapplicable !== undefined) return ran;
    if (failures.length > 0 && isWorthRetrying(observed.status)) {
      outcome.error = `step ${step.id}: the answer was still ${describeRefusal(observed)} after ${exchange.sent} ${exchange.sent === 1 ? "try" : "tries"}`;
      return ran;
    }
    if (end?.kind === "limit") {
      // The status and headers came before the limit; a turn over WebSocket has none but in its messages.
      const known = step.socket ? /^$/ : /^(status|header )/;
      outcome.failures = failures.filter(({ what }) => known.test(what));
      outcome.inconclusive = `step ${step.id}: ${end.detail ?? "the answer is larger than a limit"}`;
      return ran;
    }
    if (end && brokeOff(end.kind)) {
      const detail = end.detail ?? "the answer ended early";
      const failure = brokenEnd(step.id, place, detail);
      outcome.broken = {
        detail,
        failure,
        byTimeLimit: end.kind === "total" || end.kind === "pinged",
      };
      outcome.checked = true;
      return ran;
    }
    const did = provoked(step, observed, context);
    if (did.ok) {
      outcome.inconclusive = undefined;
      outcome.failures = failures;
      ran.usable = failures.every(({ level }) => level === "may");
      return ran;
    }
    const { wanted: asking, came } = did;
    if (attempt < step.attempts)
      ran.result?.retries.push(`asked for ${asking}, got ${came}; sent again`);
    const times = attempt === 1 ? "once" : `${attempt} times`;
    outcome.inconclusive = `step ${step.id}: asked ${times} for ${asking}, got ${came}`;
  }
  return ran;
}

/** Adds an exchange to what a step came to. */
function noteExchange({ outcome, tapes }: RanStep, exchange: Exchange): void {
  const { judgements, tape, events } = exchange;
  const { made } = outcome;
  const strain = strainOf(exchange);
  outcome.judgements.push(...judgements.map((one) => ({ ...one, exchange: made })));
  outcome.late = strain?.words;
  if (strain?.whole) outcome.busy.push(made);
  if (tape) tapes.push({ exchange: made, events, tape });
  outcome.made += 1;
}

/** Adds one more exchange to what a report shows of a step. */
export function addExchange(
  before: StepResult | undefined,
  { id, shared }: Pick<Step, "id"> & Partial<Pick<Step, "shared">>,
  exchange: Exchange,
): StepResult {
  const { request, observed, sent, retries, durationMs, events, bytes } = exchange;
  return {
    id,
    method: request.method,
    url: request.url,
    status: observed?.status,
    sent: (before?.sent ?? 0) + sent,
    retries: [...(before?.retries ?? []), ...retries],
    durationMs: (before?.durationMs ?? 0) + Math.round(durationMs),
    events,
    bytes,
    curl: request.curl,
    tape: undefined,
    ...(shared ? { shared } : {}),
  };
}
