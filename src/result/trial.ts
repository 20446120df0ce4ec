import type { RunResult } from "./run.ts";

/** The outcome of a run against a server with one fault, or against a conforming variant. */
export interface Trial {
  /** Id of the fault or variant. */
  id: string;
  title: string;
  /** Rule or scenario that must find the fault; undefined for a conforming variant. */
  breaks: string | undefined;
  /** A fault: the right rule or scenario found it. A variant: nothing was reported. */
  passed: boolean;
  /** Rules with a finding of level MUST or SHOULD, in any dialect, the one in `breaks` included. */
  rules: string[];
  /** Dialects in which the rule is binding but reported nothing. */
  silentIn: string[];
  /** Scenarios with failed expectations. */
  scenarios: string[];
  /** Scenarios that show the fault: by a finding of the rule that must find it, or by failed expectations. */
  red: string[];
  /** Scenarios without a verdict, as `id: reason`, at most a few. */
  untested: string[];
}

/** What was reported against the server in a run, over all dialects. */
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

/** Dialects in which a rule is binding but reported nothing. */
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
 * The trial of a fault: its rule must report it in every dialect in which the rule is binding, or its scenario must report it by
 * failed expectations.
 */
export function faultTrial(
  fault: { id: string; title: string; breaks: string; legalIn?: readonly string[] },
  run: RunResult,
): Trial {
  const { id, title, breaks, legalIn = [] } = fault;
  const spoken = spokenIn(run, breaks);
  const silentIn = silentDialects(run, breaks, legalIn);
  // A server that never answers violates no rule on the wire; "not tested" is the right outcome.
  const silent = breaks === "error" && spoken.rules.length === 0 && spoken.untested.length > 0;
  const byRule = spoken.rules.includes(breaks) && silentIn.length === 0;
  const passed = silent || byRule || spoken.scenarios.includes(breaks);
  return { id, title, breaks, passed, silentIn, ...spoken };
}

/** The trial of a conforming variant: nothing may be reported, and every scenario must be tested. */
export function variantTrial({ id, title }: { id: string; title: string }, run: RunResult): Trial {
  const spoken = spokenIn(run);
  const passed = Object.values(spoken).every((list) => list.length === 0);
  return { id, title, breaks: undefined, passed, silentIn: [], ...spoken };
}
