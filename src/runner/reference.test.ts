import { describe, expect, it } from "vitest";
import {
  referenceModel,
  startReferenceServer,
  streamErrorModel,
  type ReferenceOptions,
} from "../reference/index.ts";
import { exitCodeOf, type RunResult } from "../result/run.ts";
import { rules } from "../rules/index.ts";
import { loadScenarios } from "../scenario/load.ts";
import { closing, dialect, run } from "./run.testing.ts";

const key = "sk-reference-0123456789";
/** Runs shipped scenarios against the reference server. */
async function against(
  options: ReferenceOptions,
  scenarioGlobs: string[] = [],
  rest: Parameters<typeof run>[2] = {},
): Promise<RunResult> {
  const server = await startReferenceServer({ apiKey: key, ...options });
  closing(() => server.close());
  const { scenarios, errors } = await loadScenarios({
    scenarioGlobs,
    ruleIds: rules.map(({ id }) => id),
  });
  expect(errors).toEqual([]);
  return run({ baseUrl: server.url }, scenarios, {
    dialects: [await dialect(), await dialect("openai")],
    rules,
    provoke: { streamError: { model: streamErrorModel } },
    timeouts: { connect: 5000, headers: 5000, idle: 400, total: 20_000 },
    endpoint: { apiKey: key, model: referenceModel },
    ...rest,
  });
}
const notPassed = (result: RunResult): unknown[] =>
  result.scenarios.flatMap(({ id, results }) =>
    results
      .filter(({ verdict }) => verdict !== "pass")
      .map(({ dialect: name, verdict, reason, findings, expectations }) => ({
        id,
        name,
        verdict,
        reason,
        rules: findings.map(({ rule }) => rule),
        expectations: expectations.map(({ message }) => message),
      })),
  );

describe("the reference server", () => {
  it("passes every shipped scenario in both dialects, whatever is probed and nothing declared", async () => {
    const result = await against({});
    expect(notPassed(result)).toEqual([]);
    expect(result.scenarios.length).toBeGreaterThan(50);
    expect(exitCodeOf(result)).toBe(0);
    expect(JSON.stringify(result)).not.toContain(key);
  });

  it.each([
    ["created-missing", "core/text-stream", "lifecycle/created-first"],
    ["delta-lost", "state/replay-equals-original", "text/deltas-equal-done"],
    ["arguments-delta-lost", "tools/call-stream", "call/arguments-buffer"],
    ["failed-missing", "errors/mid-stream", "lifecycle/error-then-failed"],
    ["sequence-from-one", "core/text-stream", "sequence/starts-at-zero"],
  ])("with the fault %s is found out in %s by %s", async (fault, scenario, rule) => {
    const result = await against({ fault }, [scenario]);
    const [found] = result.scenarios;
    expect(found?.id).toBe(scenario);
    expect(new Set(found?.results[0]?.findings.map((finding) => finding.rule))).toEqual(
      new Set([rule]),
    );
  });

  it("refuses a run without its key, for one reason", async () => {
    const result = await against({}, ["core/*"], { endpoint: { model: referenceModel } });
    const reasons = new Set(result.scenarios.map(({ results }) => results[0]?.reason));
    expect(reasons.size).toBe(1);
    expect([...reasons][0]).toContain("--api-key-env");
    expect(exitCodeOf(result)).toBe(3);
    expect(result.requests).toBe(1);
  });

  it("names its model by itself", async () => {
    const result = await against({}, ["core/text"], {
      endpoint: { apiKey: key, model: undefined },
    });
    expect(result.endpoint?.model).toBe(referenceModel);
    expect(exitCodeOf(result)).toBe(0);
  });
});
