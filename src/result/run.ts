import type { Finding, Level, RuleInfo, Verdict } from "./finding.ts";
import type { Trace } from "./trace.ts";
import { breaks, isWaived, staleWaivers, type Waiver, type WaiverState } from "./waiver.ts";

/** A failed expectation of a scenario. */
export interface ExpectationFailure {
  step: string;
  /** What was checked: `status`, `response /usage`, `events inOrder`. */
  what: string;
  message: string;
  expected: string;
  actual: string;
  level: Exclude<Level, "off">;
  /** `file:line:col` of the expectation. */
  place: string;
  /** The reason of the waiver that covers it: it does not count then. */
  waived?: string;
}

/** One exchange of a scenario, as reports show it. Secrets are already masked. */
export interface StepResult {
  id: string;
  method: string;
  url: string;
  status: number | undefined;
  /** How often it was sent: retries after refusals, attempts until the model did what the step needs, and a second look. */
  sent: number;
  /** Why it was sent again, one line per time. */
  retries: string[];
  durationMs: number;
  events: number;
  bytes: number;
  /** A command that sends the same request, with the key as an environment variable. */
  curl: string;
  /** Path of its tape, if exchanges are recorded. */
  tape: string | undefined;
  /**
   * What went over the wire; kept where a report asks for it, for steps that a finding of level MUST or SHOULD or an unmet
   * expectation is about, within bounds: 16 Mi characters a run, 64 exchanges a step.
   * `Trace` says what one exchange takes at most. Of a step that the run sent once for several scenarios, the first that
   * has such a finding keeps it. Where a capture has several exchanges of one name, the first has the traces of all.
   */
  traces?: Trace[];
  /** True if the run sent it once, for all scenarios that begin with it. */
  shared?: true;
}

/**
 * Identifies an exchange that was sent once for several scenarios, also across the shards of a run, which each send
 * it: if the answers are the same, either of them shows what happened. Times are left out, because they always differ.
 */
export const sharedExchange = (step: StepResult): string => {
  const { method, curl, status, events, bytes } = step;
  return JSON.stringify([method, curl, status, events, bytes]);
};

/** A finding with its step. */
export interface StepFinding extends Finding {
  step: string;
  /** The exchange of the step, if it is not the first; see `Trace.exchange`. */
  exchange?: number;
  /** The reason of the waiver that covers it: it does not count then. */
  waived?: string;
}

/** The outcome of a scenario in one dialect. */
export interface DialectResult {
  dialect: string;
  verdict: Verdict;
  /** Why the verdict is inconclusive, n/a or error, in one line. */
  reason: string | undefined;
  /** What could not be judged beside a failure: what the model did not do, a limit of ours, or what could not be reached. */
  open?: string;
  /** The capability for want of which it does not apply. */
  lacks?: string;
  findings: StepFinding[];
  /** Findings that the scenario excepts, with the reason. They do not count. */
  excepted: { rule: string; why: string; count: number }[];
  expectations: ExpectationFailure[];
  exercised: Record<string, number>;
}

/** A scenario (or, for `check`, a file) and its outcome. */
export interface ScenarioResult {
  id: string;
  suite: string;
  title: string;
  spec: string[];
  /** File of the scenario, or the capture itself. */
  file: string;
  durationMs: number;
  steps: StepResult[];
  /** One for each dialect that judges it, in the given order. */
  results: DialectResult[];
  /** A command that runs only this scenario again. */
  redo: string;
}

/** The data of every report. It has no secrets. */
export interface RunResult {
  /** Version of this format. */
  format: 2;
  tool: { name: string; version: string };
  /** `run`, or `check` for captures. */
  command: "run" | "check";
  /** ISO 8601. */
  startedAt: string;
  durationMs: number;
  /** Undefined for `check`. */
  endpoint: { baseUrl: string; model: string | undefined } | undefined;
  dialects: {
    name: string;
    title: string;
    revision: string;
    schemaHash: string;
    specs: Record<string, string>;
  }[];
  scenarios: ScenarioResult[];
  /** What the scenarios need, and whether the endpoint offers it. Missing where nothing was probed. */
  capabilities?: CapabilityState[];
  /** The rules that judged, for rendering. */
  rules: RuleInfo[];
  requests: number;
  /** Sum over all usage objects; undefined if no answer had one. */
  tokens: { input: number; output: number } | undefined;
  /** Why the run ended early (interrupted, fail-fast); undefined if it is complete. */
  partial: string | undefined;
  /** Which shard of a run this is, if it was split; `order` has the ids of all scenarios of the whole run. */
  shard?: { index: number; count: number; complete: boolean; order: string[] };
  /** The waivers of the run, with their state; missing if there are none. */
  waivers?: (Waiver & { state: WaiverState })[];
}

/** What a run found out of a capability. */
export interface CapabilityState {
  /** Its name, as `list capabilities` has it. */
  capability: string;
  /** `ignored`: it was asked for with success, and had no effect. `unknown`: it could not be found out. */
  state: "offered" | "refused" | "ignored" | "unknown";
  /** What was seen of it, with the endpoint's own words. */
  reason: string;
}

export interface Totals {
  scenarios: number;
  verdicts: Record<Verdict, number>;
  /** How many failed scenarios have only waived failures. */
  waived: number;
  must: number;
  should: number;
  rulesExercised: number;
  rulesInPlay: number;
}

/** Counts for one dialect of a run. */
export function totalsOf(run: RunResult, dialect: string): Totals {
  const verdicts: Record<Verdict, number> = {
    pass: 0,
    fail: 0,
    warn: 0,
    inconclusive: 0,
    "n/a": 0,
    error: 0,
  };
  const exercised = new Set<string>();
  let scenarios = 0;
  let must = 0;
  let should = 0;
  let waived = 0;
  for (const scenario of run.scenarios) {
    const result = scenario.results.find((r) => r.dialect === dialect);
    if (!result) continue;
    scenarios += 1;
    verdicts[result.verdict] += 1;
    if (isWaived(result)) waived += 1;
    for (const { level } of [...result.findings, ...result.expectations]) {
      if (level === "must") must += 1;
      else if (level === "should") should += 1;
    }
    for (const [rule, times] of Object.entries(result.exercised))
      if (times > 0) exercised.add(rule);
  }
  const rulesInPlay = run.rules.filter((rule) => rule.requirement[dialect] !== "off").length;
  return { scenarios, verdicts, waived, must, should, rulesExercised: exercised.size, rulesInPlay };
}

/** Exit codes of the command line. */
export const exitCodes = {
  conformant: 0,
  violation: 1,
  usage: 2,
  notTested: 3,
  internal: 4,
} as const;

/**
 * The exit code of a run, set by its first dialect:
 * 1 for a violation that is not waived (with `strict` also a SHOULD) and for a stale waiver; 3 if a scenario could not be tested, or nothing that a MUST rule
 * checks was tested; else 0. Code 1 outranks code 3.
 */
export function exitCodeOf(run: RunResult, { strict = false }: { strict?: boolean } = {}): number {
  const dialect = run.dialects[0]?.name;
  const results = run.scenarios.flatMap((scenario) =>
    scenario.results.filter((r) => r.dialect === dialect),
  );
  const verdicts = new Set(results.map((result) => result.verdict));
  if (results.some((result) => breaks(result, strict)) || staleWaivers(run).length > 0)
    return exitCodes.violation;
  if (verdicts.has("error")) return exitCodes.notTested;
  const must = new Set(
    run.rules
      .filter((r) => dialect !== undefined && r.requirement[dialect] === "must")
      .map((r) => r.id),
  );
  const tested = results.some((result) =>
    Object.keys(result.exercised).some((rule) => must.has(rule)),
  );
  return tested ? exitCodes.conformant : exitCodes.notTested;
}

/** The verdict on a scenario that could be tested, from the levels of its findings and failed expectations. */
export function verdictOf(levels: readonly Exclude<Level, "off">[]): "pass" | "warn" | "fail" {
  if (levels.includes("must")) return "fail";
  return levels.includes("should") ? "warn" : "pass";
}
