import type { JudgingDialect } from "../../checker.ts";
import type { Rule } from "../../engine/rule.ts";
import type { RunResult } from "../../result/run.ts";
import { runScenarios } from "../../runner/run.ts";
import type { Scenario } from "../../scenario/types.ts";
import { startReference } from "../reference.ts";

/** What all runs of a self test share. */
export interface SelftestKit {
  dialects: readonly JudgingDialect[];
  rules: readonly Rule[];
  scenarios: Scenario[];
  tool: { name: string; version: string };
  signal: AbortSignal;
}

/**
 * Runs all scenarios against the reference server with a fault, or as a conforming variant.
 * @param silent the server falls silent: then waiting is short, elsewhere a slow machine must not look like a silent server
 */
export async function judgeServer(
  how: { fault: string } | { variant: string },
  kit: SelftestKit,
  {
    silent = false,
    dialects = kit.dialects,
  }: { silent?: boolean; dialects?: readonly JudgingDialect[] } = {},
): Promise<RunResult> {
  const { close, ...target } = await startReference(how);
  const wait = silent ? 800 : 20_000;
  try {
    return await runScenarios({
      ...target,
      rules: kit.rules,
      scenarios: kit.scenarios,
      tool: kit.tool,
      signal: kit.signal,
      dialects: [...dialects],
      timeouts: { connect: 5000, headers: wait, idle: wait, total: 60_000 },
      limits: { eventBytes: 1 << 24, streamBytes: 1 << 26 },
      concurrency: 16,
      retries: 0,
      grace: 200,
      failFast: false,
      redoPrefix: "responses-conformance run --reference",
    });
  } finally {
    await close();
  }
}
