import type { RunResult } from "./run.ts";

/** What a whole run said of a server that breaks one thing, or that is a conforming variant. */
export interface Trial {
  /** Id of the fault or variant. */
  id: string;
  title: string;
  /** Rule or scenario that must name the fault; undefined for a conforming variant. */
  breaks: string | undefined;
  /** A fault: it was named as it should be. A variant: nothing spoke against it. */
  passed: boolean;
  /** Rules with a finding of level MUST or SHOULD at the root, in any dialect, the named one included. */
  rules: string[];
  /** Scenarios whose own expectations were not met. */
  scenarios: string[];
  /** Scenarios without a verdict, as `id: reason`, at most a few. */
  untested: string[];
}

/** What spoke against the server in a run, over all dialects. */
function spokenIn(run: RunResult): Pick<Trial, "rules" | "scenarios" | "untested"> {
  const rules = new Set<string>();
  const scenarios = new Set<string>();
  const untested = new Set<string>();
  for (const { id, results } of run.scenarios)
    for (const { findings, expectations, verdict, reason } of results) {
      for (const { rule, level } of findings) if (level !== "may") rules.add(rule);
      if (expectations.some(({ level }) => level !== "may")) scenarios.add(id);
      if (["error", "inconclusive", "n/a"].includes(verdict))
        untested.add(`${id}: ${reason ?? verdict}`);
    }
  return { rules: [...rules], scenarios: [...scenarios], untested: [...untested].slice(0, 3) };
}

/** How a fault fared: it must be named by its own rule, or by its own scenario's expectations. */
export function faultTrial(
  fault: { id: string; title: string; breaks: string },
  run: RunResult,
): Trial {
  const spoken = spokenIn(run);
  const { id, title, breaks } = fault;
  // A server that never answers breaks no rule on the wire: that it cannot be tested is the right answer.
  const silent = breaks === "error" && spoken.rules.length === 0 && spoken.untested.length > 0;
  const passed = silent || spoken.rules.includes(breaks) || spoken.scenarios.includes(breaks);
  return { id, title, breaks, passed, ...spoken };
}

/** How a conforming variant fared: nothing may speak against it, and everything must have been tested. */
export function variantTrial({ id, title }: { id: string; title: string }, run: RunResult): Trial {
  const spoken = spokenIn(run);
  const passed = Object.values(spoken).every((list) => list.length === 0);
  return { id, title, breaks: undefined, passed, ...spoken };
}
