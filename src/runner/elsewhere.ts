import { isObject, stringAt } from "../json/json.ts";
import { requestTo, routeOf } from "../protocol/routes.ts";
import { openStatuses } from "../protocol/statuses.ts";
import { stageOf, type Remembered } from "../engine/exchange.ts";
import type { Client } from "./client.ts";
import type { Exchange, ExchangeOptions } from "./exchange.ts";
import type { Wanted } from "./request.ts";

/** Milliseconds that a server gets until what one route says is known to the others. */
const settling = 500;

/** What was asked in other ways about a background response whose status did not move. */
export interface Elsewhere {
  /** All requests, in the order in which they were sent. */
  exchanges: Exchange[];
  /** The response as it was at last, if nothing but time had been missing. */
  moved: Exchange | undefined;
}

/**
 * Finds out whether a background response that is still open really is. Its stream, and after that its cancellation, may say
 * that it went on; then the response is asked for again, and background/lifecycle judges whether it lags behind. The two
 * other routes are not judged: a server need not have them, and a stream may stay silent as long as the work waits.
 */
export async function askElsewhere(
  client: Pick<Client, "exchange" | "pause" | "declared">,
  wanted: Wanted,
  stalled: Exchange,
  asked: ExchangeOptions,
): Promise<Elsewhere> {
  const found: Elsewhere = { exchanges: [], moved: undefined };
  const status = stringAt(stalled.observed?.response, "status");
  const id = routeOf(wanted.method, wanted.path)?.id;
  const known = id === undefined ? undefined : asked.session?.responses.get(id);
  if (id === undefined || !known || !inBackground(known) || !openStatuses.has(status ?? ""))
    return found;
  const now = (): number => stageOf(stringAt(known.latest, "status") ?? "");
  const before = stageOf(status ?? "");
  const ask = async (request: Wanted, options: ExchangeOptions): Promise<Exchange> => {
    const exchange = await client.exchange(request, options);
    found.exchanges.push(exchange);
    return exchange;
  };
  for (const capability of ["replay", "cancel"] as const) {
    if (client.declared[capability] === false) continue;
    const { method, path } = requestTo(capability === "replay" ? "retrieve" : "cancel", id);
    const route = { method, path: capability === "replay" ? `${path}?stream=true` : path };
    const { aborted } = await ask({ ...route, body: undefined }, { ...asked, dialects: [] });
    if (aborted) return found;
    if (now() <= before) continue;
    await client.pause(settling);
    const again = await ask(wanted, asked);
    // What was cancelled has ended because of that.
    if (capability === "replay") found.moved = again;
    return found;
  }
  return found;
}

const inBackground = ({ request: { body } }: Remembered): boolean =>
  isObject(body) && body["background"] === true;
