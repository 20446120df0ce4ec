import { setTimeout as sleep } from "node:timers/promises";
import type { JudgingDialect } from "../../checker/checker.ts";
import type { Rule } from "../../engine/rule.ts";
import type { Asked, Hooks } from "../../reference/index.ts";
import type { RunResult } from "../../result/run.ts";
import { runScenarios } from "../../runner/run.ts";
import type { RunOptions } from "../../runner/types.ts";
import type { Scenario } from "../../scenario/types.ts";
import { startReference } from "../reference.ts";

/** What all runs of a self test share. */
export interface SelftestKit {
  dialects: readonly JudgingDialect[];
  rules: readonly Rule[];
  scenarios: Scenario[];
  tool: { name: string; version: string };
}

/** What differs from one run to the next. */
type Trying = Partial<Pick<RunOptions, "scenarios" | "concurrency" | "onProgress" | "signal">> & {
  /** The server falls silent: then waiting is short, elsewhere a slow machine must not look like a silent server. */
  silent?: boolean;
  dialects?: readonly JudgingDialect[];
};

/** A clock on which a wait of the server passes at once. */
function quickTime(): { now: () => number; pass: (ms: number) => Promise<void> } {
  let ahead = 0;
  return {
    now: () => performance.now() + ahead,
    async pass(ms) {
      // What was sent before the wait is read before it is over.
      for (let turn = 0; turn < 3; turn++) await sleep(10);
      ahead += ms;
    },
  };
}

/** Runs scenarios, all of them unless others are named, against the reference server with a fault, or as a conforming variant. */
export async function judgeServer(
  how: { fault: string } | { variant: string } | { hooks: Hooks },
  kit: SelftestKit,
  { silent = false, dialects = kit.dialects, ...trying }: Trying = {},
): Promise<RunResult> {
  const time = quickTime();
  const { close, ...target } = await startReference({ ...how, wait: time.pass });
  const wait = silent ? 1200 : 20_000;
  try {
    return await runScenarios({
      ...target,
      rules: kit.rules,
      scenarios: kit.scenarios,
      tool: kit.tool,
      dialects: [...dialects],
      timeouts: { connect: 5000, headers: wait, idle: wait, total: 60_000, background: wait },
      limits: { eventBytes: 1 << 24, streamBytes: 1 << 26 },
      concurrency: 16,
      secondLooks: 16,
      retries: 0,
      // Only a server that falls silent lets us wait for the end of its streams.
      grace: silent ? 200 : 10_000,
      failFast: false,
      redoPrefix: "responses-conformance run --reference",
      now: time.now,
      ...trying,
    });
  } finally {
    await close();
  }
}

/**
 * Runs all scenarios against the conforming server and notes, for each of them, what a fault or variant could have changed.
 * @returns the run, and ids of the scenarios that some hooks show in: all of them when they show in none, so that they are tried
 */
export async function findReach(
  kit: SelftestKit,
  signal: AbortSignal,
): Promise<{ run: RunResult; shownIn: (hooks: Hooks) => string[] }> {
  const { nothingAsked, observer, reaches } = await import("../../reference/index.ts");
  const asked = new Map<string, Asked>();
  let now = nothingAsked();
  const run = await judgeServer({ hooks: observer(() => now) }, kit, {
    // One at a time and nothing shared, so that every answer belongs to the scenario that asked for it.
    concurrency: 1,
    signal,
    scenarios: kit.scenarios.map((scenario) => ({
      ...scenario,
      steps: scenario.steps.map((step) => ({ ...step, shared: undefined })),
    })),
    onProgress(progress) {
      if (progress.kind !== "started") return;
      now = nothingAsked();
      asked.set(progress.scenario, now);
    },
  });
  return {
    run,
    shownIn(hooks) {
      const shown = kit.scenarios.filter(({ id }) => {
        const seen = asked.get(id);
        return seen !== undefined && reaches(hooks, seen);
      });
      return (shown.length > 0 ? shown : kit.scenarios).map(({ id }) => id);
    },
  };
}
