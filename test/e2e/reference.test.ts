import { describe, expect, it } from "vitest";
import type { RunResult } from "../../src/result/run.ts";
import { cli } from "../support/cli.ts";

describe("the reference server", () => {
  it("passes every scenario of every suite in both dialects, none left out", async () => {
    const listed = JSON.parse((await cli(["list", "scenarios", "--json"])).stdout) as {
      scenario: string;
    }[];
    const suites = new Set(listed.map(({ scenario }) => scenario.split("/", 1)[0] ?? ""));
    const { code, stdout } = await cli([
      "run",
      "--reference",
      ...[...suites].flatMap((suite) => ["--suite", suite]),
      "--dialect",
      "openresponses,openai",
      "--reporter",
      "json",
    ]);
    const run = JSON.parse(stdout) as RunResult;
    const verdicts = run.scenarios.flatMap(({ id, results }) =>
      results.map(({ dialect, verdict, reason }) => ({ id, dialect, verdict, reason })),
    );
    expect(verdicts.filter(({ verdict }) => verdict !== "pass")).toEqual([]);
    expect(run.scenarios.map(({ id }) => id).toSorted()).toEqual(
      listed.map(({ scenario }) => scenario).toSorted(),
    );
    for (const dialect of ["openresponses", "openai"])
      expect(verdicts.filter((one) => one.dialect === dialect).length).toBeGreaterThan(80);
    expect(code).toBe(0);
  });

  it("proves itself: faults are named, and conforming variants are not accused", async () => {
    const { code, stdout } = await cli(["selftest", "--json"]);
    const { faults, variants } = JSON.parse(stdout) as Record<
      string,
      { id: string; passed: boolean; rules: string[] }[]
    >;
    expect(faults?.length).toBeGreaterThan(270);
    expect(variants?.length).toBeGreaterThan(60);
    expect([...(faults ?? []), ...(variants ?? [])].filter(({ passed }) => !passed)).toEqual([]);
    expect(faults?.filter(({ rules }) => rules.length > 3)).toEqual([]);
    const speaking = (faults ?? []).map(({ rules }) => rules.length).toSorted((a, b) => a - b);
    expect(speaking[Math.floor(speaking.length / 2)]).toBe(1);
    expect(code).toBe(0);
    // A good minute on two cores of its own, and far more on a machine that is busy.
  }, 600_000);
});
