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
  /** Dialects that ask for what the fault breaks, and in which its rule said nothing all the same. */
  silentIn: string[];
  /** Scenarios whose own expectations were not met. */
  scenarios: string[];
  /** Scenarios that show the fault: by a finding of the rule that must name it, or by expectations of their own. */
  red: string[];
  /** Scenarios without a verdict, as `id: reason`, at most a few. */
  untested: string[];
}

/** What spoke against the server in a run, over all dialects. */
function spokenIn(
  run: RunResult,
  breaks?: string,
): Pick<Trial, "rules" | "scenarios" | "red" | "untested"> {
  const red = new Set<string>();
  const rules = new Set<string>();
  const scenarios = new Set<string>();
  const untested = new Set<string>();
  for (const { id, results } of run.scenarios)
    for (const { findings, expectations, verdict, reason } of results) {
      for (const { rule, level } of findings)
        if (level !== "may") {
          rules.add(rule);
          if (rule === breaks) red.add(id);
        }
      if (expectations.some(({ level }) => level !== "may")) {
        scenarios.add(id);
        red.add(id);
      }
      if (["error", "inconclusive", "n/a"].includes(verdict))
        untested.add(`${id}: ${reason ?? verdict}`);
    }
  return {
    rules: [...rules],
    scenarios: [...scenarios],
    red: [...red],
    untested: [...untested].slice(0, 3),
  };
}

/** Dialects in which a rule is binding and named nothing. */
function silentDialects(run: RunResult, rule: string, legalIn: readonly string[]): string[] {
  const requirement = run.rules.find(({ id }) => id === rule)?.requirement ?? {};
  return run.dialects
    .map(({ name }) => name)
    .filter((name) => ["must", "should"].includes(requirement[name] ?? "off"))
    .filter((name) => !legalIn.includes(name))
    .filter((name) =>
      run.scenarios.every(({ results }) =>
        results.every((r) => r.dialect !== name || r.findings.every((one) => one.rule !== rule)),
      ),
    );
}

/**
 * How a fault fared: it must be named by its own rule in every dialect that asks for it, or by its own scenario's
 * expectations.
 */
export function faultTrial(
  fault: { id: string; title: string; breaks: string; legalIn?: readonly string[] },
  run: RunResult,
): Trial {
  const { id, title, breaks, legalIn = [] } = fault;
  const spoken = spokenIn(run, breaks);
  const silentIn = silentDialects(run, breaks, legalIn);
  // A server that never answers breaks no rule on the wire: that it cannot be tested is the right answer.
  const silent = breaks === "error" && spoken.rules.length === 0 && spoken.untested.length > 0;
  const byRule = spoken.rules.includes(breaks) && silentIn.length === 0;
  const passed = silent || byRule || spoken.scenarios.includes(breaks);
  return { id, title, breaks, passed, silentIn, ...spoken };
}

/** How a conforming variant fared: nothing may speak against it, and everything must have been tested. */
export function variantTrial({ id, title }: { id: string; title: string }, run: RunResult): Trial {
  const spoken = spokenIn(run);
  const passed = Object.values(spoken).every((list) => list.length === 0);
  return { id, title, breaks: undefined, passed, silentIn: [], ...spoken };
}
