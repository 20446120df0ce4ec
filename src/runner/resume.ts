import { integerAt, stringAt } from "../json/json.ts";
import { terminalEvents } from "../protocol/events.ts";
import type { Step } from "../scenario/types.ts";
import type { Exchange } from "./exchange.ts";
import type { Wanted } from "./request.ts";

/** How often a stream is dropped and resumed at most; then it is read to its end. */
export const maxResumes = 60;

/**
 * The request that goes on where a stream was dropped.
 * @param count how often it was sent already
 * @returns undefined where the step does not resume, or the stream was not dropped at an event with a number that another one follows
 */
export function resumedRequest(
  step: Step,
  wanted: Wanted,
  { end, observed }: Exchange,
  count: number,
): { wanted: Wanted; dropAfter: number | undefined } | undefined {
  const event = observed?.events.at(-1);
  const last = integerAt(event, "sequence_number");
  if (!step.resumes || end?.kind !== "dropped" || last === undefined) return undefined;
  // Behind the terminal event there is nothing to go on with.
  if (terminalEvents.has(stringAt(event, "type") ?? "")) return undefined;
  const [route = ""] = wanted.path.split("?", 1);
  const query = new URLSearchParams(wanted.path.slice(route.length));
  query.set("starting_after", String(last));
  return {
    wanted: { ...wanted, path: `${route}?${query.toString()}` },
    dropAfter: count < maxResumes ? step.dropAfter : undefined,
  };
}
