import { integerAt, stringAt, type JsonObject } from "../json/json.ts";
import type { WireEvent } from "../wire/types.ts";
import { terminalStatuses, type Remembered } from "./exchange.ts";

/** How far a response has come: queued, at work, at its end. A status of another name counts as at work. */
export function stageOf(status: string | undefined): number {
  if (status === "queued") return 0;
  return terminalStatuses.has(status ?? "") ? 2 : 1;
}

const stage = (response: JsonObject | undefined): number =>
  stageOf(stringAt(response, "status") ?? "queued");

const numberOf = (event: WireEvent): number => integerAt(event.payload, "sequence_number") ?? -1;

/**
 * Adds to what is known of a response what a later exchange told: its state, and the events that its stream went on with.
 * Lists are replaced, not changed: several scenarios may know the same response.
 * @param told a JSON body, or the last snapshot of a stream
 * @param ended whether the stream came to its terminal event
 */
export function follow(
  known: Remembered,
  told: JsonObject | undefined,
  events: readonly WireEvent[],
  ended: boolean,
): void {
  // A replay begins with states that are long past.
  if (told && (events.length === 0 || stage(told) >= stage(known.latest))) known.latest = told;
  if (!known.events || known.whole) return;
  const last = known.events.at(-1);
  const reached = last ? numberOf(last) : -1;
  known.events = [...known.events, ...events.filter((event) => numberOf(event) > reached)];
  known.whole = ended && events.length > 0;
}
