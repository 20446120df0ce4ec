import type { RunResult, ScenarioResult } from "../result/run.ts";
import { capabilities } from "../scenario/types.ts";
import { tracesOnce } from "./traces.ts";
import { applyWaivers } from "./waive.ts";

/** Results that are not shards of one run; the message says why. */
export class MergeError extends Error {
  override name = "MergeError";
}

/** What must be the same in all parts, by name. */
const common: [string, (run: RunResult) => unknown][] = [
  ["format", ({ format }) => format],
  ["version of the suite", ({ tool }) => tool.version],
  ["command", ({ command }) => command],
  ["endpoint", ({ endpoint }) => endpoint],
  ["dialects", ({ dialects }) => dialects],
  ["number of shards", ({ shard }) => shard?.count],
  ["selection of scenarios", ({ shard }) => shard?.order],
];

/**
 * Puts the results of shards together, as if it had been one run: scenarios stand in the order of that run, waivers are held
 * against all of it. A part that is missing makes the result incomplete.
 * @throws MergeError when they are not parts of one run
 */
export function mergeRuns(runs: readonly RunResult[]): RunResult {
  const [first, ...others] = runs;
  if (!first) throw new MergeError("there is no report to merge");
  if (others.length === 0 && !first.shard) return first;
  for (const [what, of] of common)
    for (const other of others)
      if (JSON.stringify(of(other)) !== JSON.stringify(of(first)))
        throw new MergeError(`the reports are not shards of one run: the ${what} differs`);
  const scenarios = new Map<string, ScenarioResult>();
  for (const scenario of runs.flatMap((run) => run.scenarios)) {
    // Each part opens with the same gate exchanges and probes.
    if (scenarios.has(scenario.id) && !isOpening(scenario))
      throw new MergeError(
        `two reports contain the scenario ${scenario.id}, so they are not parts of one run`,
      );
    if (!scenarios.has(scenario.id)) scenarios.set(scenario.id, scenario);
  }
  const { shard: _, ...rest } = first;
  const merged: RunResult = {
    ...rest,
    startedAt: runs.map(({ startedAt }) => startedAt).toSorted()[0] ?? first.startedAt,
    durationMs: Math.max(...runs.map(({ durationMs }) => durationMs)),
    requests: runs.reduce((sum, { requests }) => sum + requests, 0),
    tokens: tokensOf(runs),
    partial: partialOf(runs),
    scenarios: tracesOnce(inOrder([...scenarios.values()], first.shard?.order ?? [])),
  };
  const found = new Map(
    runs.flatMap((run) => run.capabilities ?? []).map((one) => [one.capability, one]),
  );
  if (runs.some((run) => run.capabilities))
    merged.capabilities = capabilities.flatMap((name) => found.get(name) ?? []);
  const waivers = first.waivers?.map(({ state: _state, ...waiver }) => waiver);
  if (!waivers) return merged;
  const applied = applyWaivers(waivers, merged.startedAt.slice(0, 10));
  const marked = { ...merged, scenarios: merged.scenarios.map(applied.mark) };
  return applied.settle(marked, first.shard?.complete ?? true);
}

/** True for what is not in the suites: what a gate exchange or a probe showed. */
const isOpening = ({ suite }: ScenarioResult): boolean => ["gate", "capability"].includes(suite);

function tokensOf(runs: readonly RunResult[]): RunResult["tokens"] {
  const known = runs.flatMap(({ tokens }) => tokens ?? []);
  if (known.length === 0) return undefined;
  return known.reduce((a, b) => ({ input: a.input + b.input, output: a.output + b.output }));
}

function partialOf(runs: readonly RunResult[]): string | undefined {
  const [first] = runs;
  const count = first?.shard?.count ?? 1;
  const there = new Set(runs.map(({ shard }) => shard?.index));
  const missing = Array.from({ length: count }, (__, at) => at + 1).filter((at) => !there.has(at));
  if (first?.shard && missing.length > 0)
    return `shard ${missing.join(", ")} of ${count} is missing`;
  return runs.find(({ partial }) => partial !== undefined)?.partial;
}

/** Gate exchanges first, then as the whole run has them. */
function inOrder(scenarios: readonly ScenarioResult[], order: readonly string[]): ScenarioResult[] {
  const at = new Map(order.map((id, index) => [id, index]));
  return scenarios.toSorted((a, b) => (at.get(a.id) ?? -1) - (at.get(b.id) ?? -1));
}
