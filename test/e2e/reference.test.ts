import { describe, expect, it } from "vitest";
import type { RunResult } from "../../src/result/run.ts";
import { cli } from "../support/cli.ts";

/** Runs every suite in both dialects. */
async function runAll(...flags: string[]): Promise<{ run: RunResult; code: number | null }> {
  const suites = new Set((await listed()).map((id) => id.split("/", 1)[0] ?? ""));
  const named = [...suites].flatMap((suite) => ["--suite", suite]);
  const dialects = ["--dialect", "openresponses,openai"];
  const json = ["--reporter", "json", ...flags];
  const { code, stdout } = await cli(["run", "--reference", ...named, ...dialects, ...json]);
  return { run: JSON.parse(stdout) as RunResult, code };
}

async function listed(): Promise<string[]> {
  const { stdout } = await cli(["list", "scenarios", "--json"]);
  return (JSON.parse(stdout) as { scenario: string }[]).map(({ scenario }) => scenario);
}

const verdictsOf = (run: RunResult) =>
  run.scenarios.flatMap(({ id, results }) =>
    results.map(({ dialect, verdict, reason }) => ({ id, dialect, verdict, reason })),
  );

/** Faults that more than three rules find, with these rules: no other fault may, and these by no other rule. */
const manifold: Record<string, readonly string[]> = {
  // What comes too late is read as the beginning of the next turn, in a lane that has none, or instead of a whole replay.
  "event-after-terminal": [
    "lifecycle/nothing-after-terminal",
    "lifecycle/terminal-present",
    "websocket/sequential-turns",
    "websocket/lanes",
  ],
  // A text, its tokens, its JSON and the arguments of a call; that of the text is only a SHOULD, which explains no MUST.
  "characters-replaced": [
    "text/no-replacement-character",
    "text/logprobs-tokens",
    "structured/valid",
    "call/arguments-buffer",
  ],
  // The turn, its error, the next turn on the socket and a steering each lack their end.
  "ws-turn-unfinished": [
    "websocket/failure-announced",
    "lifecycle/error-then-failed",
    "websocket/error-envelope",
    "websocket/sequential-turns",
    "websocket/steering",
  ],
  // Events without their lane are read as those of another response, which is judged by itself.
  "ws-lane-unmarked": [
    "websocket/lanes",
    "sequence/increasing",
    "item/id-stable",
    "text/deltas-equal-done",
    "sequence/contiguous",
  ],
};

describe("the reference server", () => {
  it("passes every scenario of every suite in both dialects, none left out, every rule exercised", async () => {
    const { run, code } = await runAll();
    const verdicts = verdictsOf(run);
    expect(verdicts.filter(({ verdict }) => verdict !== "pass")).toEqual([]);
    expect(run.scenarios.map(({ id }) => id).toSorted()).toEqual((await listed()).toSorted());
    for (const dialect of ["openresponses", "openai"]) {
      expect(verdicts.filter((one) => one.dialect === dialect).length).toBeGreaterThan(200);
      const exercised = new Set(
        run.scenarios.flatMap(({ results }) =>
          results.flatMap((one) => (one.dialect === dialect ? Object.keys(one.exercised) : [])),
        ),
      );
      const due = run.rules.filter(({ requirement }) => requirement[dialect] !== "off");
      expect(due.filter(({ id }) => !exercised.has(id)).map(({ id }) => id)).toEqual([]);
      expect(due.length).toBeGreaterThan(90);
    }
    expect(code).toBe(0);
  });

  it("passes over WebSocket what can be asked over it", async () => {
    const { run, code } = await runAll("--transport", "websocket");
    const verdicts = verdictsOf(run);
    expect(verdicts.filter(({ verdict }) => verdict !== "pass")).toEqual([]);
    expect(verdicts.length).toBeGreaterThan(400);
    for (const { steps, redo } of run.scenarios) {
      expect(steps.some(({ method }) => method === "WS")).toBe(true);
      expect(redo).toContain(" --transport websocket ");
    }
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
    const loud = faults?.filter(
      ({ id, rules }) => rules.length > 3 && !rules.every((rule) => manifold[id]?.includes(rule)),
    );
    expect(loud).toEqual([]);
    const speaking = (faults ?? []).map(({ rules }) => rules.length).toSorted((a, b) => a - b);
    expect(speaking[Math.floor(speaking.length / 2)]).toBe(1);
    expect(code).toBe(0);
    // A good minute on two cores of its own, and far more on a machine that is busy.
  }, 600_000);
});
