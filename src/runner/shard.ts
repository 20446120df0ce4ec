import type { Scenario } from "../scenario/types.ts";

/** One part of a run that is split over machines. */
export interface Shard {
  /** From 1. */
  index: number;
  count: number;
}

/** What a scenario costs, in requests at most. */
const weight = ({ steps }: Scenario): number =>
  steps.reduce((sum, { attempts }) => sum + attempts, 0);

/**
 * The scenarios of a shard, in their order. Every scenario is in exactly one; the heaviest are dealt out first, each to the
 * shard that has the least so far, so that all take about as long. The same scenarios are always split alike.
 */
export function scenariosOf(scenarios: readonly Scenario[], { index, count }: Shard): Scenario[] {
  const loads = Array.from({ length: count }, () => 0);
  const mine = new Set<Scenario>();
  const order = scenarios.toSorted(
    (a, b) => weight(b) - weight(a) || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0),
  );
  for (const scenario of order) {
    const least = loads.indexOf(Math.min(...loads));
    loads[least] = (loads[least] ?? 0) + weight(scenario);
    if (least === index - 1) mine.add(scenario);
  }
  return scenarios.filter((scenario) => mine.has(scenario));
}
