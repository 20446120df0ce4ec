import { stringAt } from "../../json/json.ts";
import { openStatuses } from "../../protocol/statuses.ts";
import type { Snapshot } from "../../engine/exchange.ts";

/**
 * What a snapshot speaks of: the name of its event where there is one (that its status agrees is
 * lifecycle/status-matches-event's), else the status of a plain JSON answer. Undefined for JSON that is no response:
 * schema/response says so, and nothing more is to be said of it.
 */
export function outcomeOf({ event, response }: Snapshot): string | undefined {
  if (event) return event.type.replace("response.", "");
  return stringAt(response, "object") === "response" ? stringAt(response, "status") : undefined;
}

/** True when a response with that outcome still goes on. */
export const isOpen = (outcome = ""): boolean => outcome === "created" || openStatuses.has(outcome);
