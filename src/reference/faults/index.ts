import { backgroundFaults } from "./background.ts";
import { callFaults } from "./calls.ts";
import { choiceFaults } from "./choice.ts";
import { errorFaults } from "./errors.ts";
import { formatFaults } from "./formats.ts";
import { framingFaults } from "./framing.ts";
import { hostedFaults } from "./hosted.ts";
import { httpFaults } from "./http.ts";
import { inputFaults } from "./input.ts";
import { itemFaults } from "./items.ts";
import { lenientFaults } from "./lenient.ts";
import { lifecycleFaults } from "./lifecycle.ts";
import { parityFaults } from "./parity.ts";
import { partFaults } from "./parts.ts";
import { echoFaults, schemaFaults, unknownFaults } from "./schema.ts";
import { stateFaults } from "./state.ts";
import { textFaults } from "./text.ts";
import { toolFaults } from "./tools.ts";
import type { Fault } from "./types.ts";
import { sequenceFaults, usageFaults } from "./usage.ts";
import { websocketFaults } from "./websocket.ts";

/** Every fault the server can be started with. */
export const faults: readonly Fault[] = [
  ...lifecycleFaults,
  ...errorFaults,
  ...itemFaults,
  ...partFaults,
  ...textFaults,
  ...callFaults,
  ...choiceFaults,
  ...hostedFaults,
  ...toolFaults,
  ...formatFaults,
  ...usageFaults,
  ...sequenceFaults,
  ...framingFaults,
  ...schemaFaults,
  ...unknownFaults,
  ...echoFaults,
  ...stateFaults,
  ...backgroundFaults,
  ...parityFaults,
  ...inputFaults,
  ...httpFaults,
  ...lenientFaults,
  ...websocketFaults,
];

/** A fault by its id. @throws Error that lists the ids that come closest */
export function faultById(id: string): Fault {
  const found = faults.find((fault) => fault.id === id);
  if (found !== undefined) return found;
  const near = faults
    .map((fault) => ({
      id: fault.id,
      distance: distance(id.slice(0, 80), fault.id) - shared(id, fault.id),
    }))
    .toSorted((a, b) => a.distance - b.distance)
    .slice(0, 4)
    .map((entry) => entry.id);
  throw new Error(`there is no fault "${id.slice(0, 80)}"; the nearest are ${near.join(", ")}`);
}

/** How many words of the wanted id the other one has, weighted so that a shared word beats a similar length. */
function shared(wanted: string, other: string): number {
  const words = other.split("-");
  return wanted.split("-").filter((word) => words.includes(word)).length * 3;
}

/** Levenshtein distance. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const swap = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(swap, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
