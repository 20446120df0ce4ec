import { isObject, stringAt } from "../json/json.ts";
import { isRouteMissing, saysNothing } from "../protocol/http-statuses.ts";
import { routeOf } from "../protocol/routes.ts";
import type { Exchange } from "./exchange.ts";
import { describeRefusal, isProperRefusal, refusalMessage } from "./refusal.ts";

/**
 * Whether an endpoint offers something, and what was seen of that where it was asked.
 * - `offered`: it is tested; `unproven` says that the probe itself was refused, but not properly, so that the scenarios
 *   find what is wrong
 * - `lacking`: it was refused, or the settings say that it is not there
 * - `ignored`: it was asked for with success, and had no effect
 * - `unknown`: it could not be found out, so what needs it cannot be tested; `open` says that the endpoint may conform
 *   all the same: its answer is larger than a limit of ours, or a refusal that does not say of what
 */
export type Offer =
  | { kind: "offered"; reason?: string; unproven?: true }
  | { kind: "lacking"; reason: string }
  | { kind: "ignored"; reason: string; exchange: Exchange }
  | { kind: "unknown"; reason: string; open?: true };

export const offered: Offer = { kind: "offered" };
export const lacking = (reason: string): Offer => ({ kind: "lacking", reason });

/** True for what is tested, although its probe was refused. */
export const isUnproven = (offer: Offer): boolean =>
  offer.kind === "offered" && offer.unproven === true;

/** `GET /responses/{id}`: what was asked, without the id. */
export function asked({ request }: Exchange): string {
  const { info, method } = request;
  const path = routeOf(info.method, info.path)?.route.path ?? info.path;
  const query = new URLSearchParams(info.query).toString();
  return `${method} ${path}${query === "" ? "" : `?${query}`}`;
}

/** What most refusals say that are about a feature, whichever it is. */
const unsupported =
  /support|implement|availab|allow|permit|enabled|recogni[sz]e|unknown|unexpected|extra|cannot|can't|not here/i;

/**
 * What an answer to a probe says. Only a proper refusal says no; an improper one is left for the scenarios to find.
 * @param feature matches a refusal that is about what was asked for, by its field or its words
 */
export function offerOf(exchange: Exchange, feature?: RegExp): Offer {
  const { observed, failure, end } = exchange;
  const what = asked(exchange);
  if (!observed) return { kind: "unknown", reason: failure?.message ?? `${what} got no answer` };
  const said = `${what} answered ${describeRefusal(observed)}`;
  if (saysNothing(observed.status)) return { kind: "unknown", reason: said };
  if (observed.status >= 400 && end?.kind === "limit" && !isRouteMissing(observed.status)) {
    const reason = `${what} answered ${observed.status}, and ${end.detail ?? "the answer is larger than a limit"}`;
    return { kind: "unknown", reason, open: true };
  }
  if (!isProperRefusal(observed))
    return { kind: "offered", reason: said, ...(observed.status >= 400 ? { unproven: true } : {}) };
  const error = isObject(observed.body) ? observed.body["error"] : undefined;
  const words = [stringAt(error, "param"), stringAt(error, "code"), refusalMessage(observed)].join(
    " ",
  );
  const named = feature === undefined || feature.test(words) || unsupported.test(words);
  if (named || isRouteMissing(observed.status)) return lacking(said);
  return { kind: "unknown", reason: `${said}, which does not say what is refused`, open: true };
}
