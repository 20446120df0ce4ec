import { beforeAll, describe, expect, it } from "vitest";
import type { JudgingDialect } from "../src/checker/checker.ts";
import {
  referenceModel,
  startReferenceServer,
  streamErrorModel,
  type ReferenceOptions,
} from "../src/reference/index.ts";
import { exitCodeOf, type RunResult } from "../src/result/run.ts";
import { runScenarios } from "../src/runner/run.ts";
import { loadScenarios } from "../src/scenario/load.ts";
import { capabilities, type Scenario } from "../src/scenario/types.ts";
import { judging } from "./support/judge.ts";

const key = "sk-random-0123456789";
let scenarios: Scenario[] = [];
let dialects: JudgingDialect[] = [];
beforeAll(async () => {
  scenarios = (await loadScenarios({ scenarioGlobs: [] })).scenarios;
  dialects = [await judging("openresponses"), await judging("openai")];
});

/** All scenarios in both dialects against a server whose model pays no attention; what it can do it is said to do. */
async function judged(
  options: ReferenceOptions,
  chosen = scenarios,
  declared = true,
): Promise<RunResult> {
  const server = await startReferenceServer({ apiKey: key, ...options });
  const lacking: ReadonlySet<string> = new Set(["hosted-tools"]);
  try {
    return await runScenarios({
      dialects,
      scenarios: chosen,
      capabilities: declared
        ? Object.fromEntries(capabilities.map((name) => [name, !lacking.has(name)]))
        : {},
      provoke: { streamError: { model: streamErrorModel } },
      timeouts: { connect: 5000, headers: 20_000, idle: 20_000, total: 60_000 },
      limits: { eventBytes: 1 << 20, streamBytes: 1 << 24 },
      concurrency: 8,
      retries: 0,
      failFast: false,
      redoPrefix: "responses-conformance",
      tool: { name: "responses-conformance", version: "0.0.0" },
      endpoint: { baseUrl: server.url, apiKey: key, model: referenceModel, headers: {} },
    });
  } finally {
    await server.close();
  }
}

/** What is held against the endpoint, in words: each finding and unmet expectation that is more than a remark. */
const against = (result: RunResult): string[] =>
  result.scenarios.flatMap(({ id, results }) =>
    results.flatMap(({ dialect, verdict, reason, findings, expectations }) => [
      ...(["pass", "inconclusive", "n/a"].includes(verdict)
        ? []
        : [`${id} ${dialect}: ${verdict} ${reason ?? ""}`]),
      ...[...findings, ...expectations]
        .filter(({ level }) => level !== "may")
        .map((one) => `${id} ${dialect}: ${"rule" in one ? one.rule : one.message}`),
    ]),
  );

const verdictOf = ({ scenarios: ran }: RunResult, id: string): string | undefined =>
  ran.find((one) => one.id === id)?.results.at(-1)?.verdict;

describe("a model that pays no attention", () => {
  it.each([1, 2, 3, 5, 8, 13])(
    "is never held against the endpoint, seed %i",
    async (randomSeed) => {
      const result = await judged({ randomSeed });
      expect(against(result)).toEqual([]);
      expect(exitCodeOf(result)).toBe(0);
      const count = (verdict: string): number =>
        result.scenarios.filter(({ id }) => verdictOf(result, id) === verdict).length;
      // Most of what is tested does not depend on the model at all.
      expect(count("pass")).toBeGreaterThan(100);
      expect(count("inconclusive")).toBeGreaterThan(15);
      // A marker that does not come back says nothing: the control shows that the model cannot give it back.
      for (const id of [
        "state/chain",
        "state/chain-order-stream",
        "tools/round-trip",
        "tools/several-rounds-chained",
        "core/system-message",
      ])
        expect([id, verdictOf(result, id)]).toEqual([id, "inconclusive"]);
    },
  );

  it("is no reason to take a capability for missing", async () => {
    const probed = await judged({ randomSeed: 21 }, scenarios, false);
    expect(against(probed)).toEqual([]);
    const missing = (result: RunResult): string[] =>
      result.scenarios.flatMap(({ id }) => (verdictOf(result, id) === "n/a" ? [id] : []));
    expect(missing(probed)).toEqual(missing(await judged({}, scenarios, false)));
  });

  it.each([
    ["delta-lost", "core/text-stream"],
    ["usage-missing", "core/text-stream"],
    ["arguments-off-schema", "tools/strict-nested-stream"],
    ["custom-grammar-ignored", "tools/custom-grammar-regex"],
    ["tool-choice-ignored", "tools/call"],
    ["delete-keeps", "state/delete"],
    ["structured-nested-ignored", "structured/nested"],
  ])("hides no fault of the endpoint: %s in %s", async (fault, id) => {
    const one = scenarios.filter((scenario) => scenario.id === id);
    const result = await judged({ randomSeed: 4, fault }, one);
    expect([id, verdictOf(result, id)]).toEqual([id, "fail"]);
  });
});
