import { describe, expect, it } from "vitest";
import type { RunResult } from "../result/run.ts";
import type { Scenario } from "../scenario/types.ts";
import { mergeRuns } from "./merge.ts";
import { run, serving, turn } from "./run.testing.ts";
import { scenariosOf } from "./shard.ts";

const many = Array.from({ length: 23 }, (_, index) => turn(`a/n${String(index).padStart(2, "0")}`));
const heavy = turn("a/heavy", "attempts: 9\n    provoke: { item: message }");
const ids = (scenarios: readonly Scenario[]): string[] => scenarios.map(({ id }) => id);

describe("shards", () => {
  it.each([1, 2, 3, 7, 40])("of %d hold every scenario once, always alike", (count) => {
    const all = [...many, heavy];
    const parts = Array.from({ length: count }, (_, at) =>
      ids(scenariosOf(all, { index: at + 1, count })),
    );
    expect(parts.flat().toSorted()).toEqual(ids(all).toSorted());
    const again = Array.from({ length: count }, (_, at) =>
      ids(scenariosOf(all.toReversed(), { index: at + 1, count })).toReversed(),
    );
    expect(again).toEqual(parts);
  });

  it("take about as long as each other", () => {
    const cost = (index: number): number =>
      scenariosOf([...many, heavy], { index, count: 2 })
        .flatMap(({ steps }) => steps)
        .reduce((sum, { attempts }) => sum + attempts, 0);
    expect(Math.abs(cost(1) - cost(2))).toBeLessThanOrEqual(1);
  });
});

describe("results of shards", () => {
  /** A result, and the same as if it had been run in shards. */
  const split = async (count: number): Promise<{ whole: RunResult; parts: RunResult[] }> => {
    const server = await serving();
    const list = [
      {
        rule: "expect",
        scenario: "b/*",
        reason: "x",
        until: undefined,
        issue: undefined,
        place: "w:1:1",
      },
    ];
    const whole = await run(server, many, { waivers: { list, complete: true } });
    const order = ids(many);
    const parts = Array.from({ length: count }, (_, at): RunResult => {
      const mine = new Set(ids(scenariosOf(many, { index: at + 1, count })));
      return {
        ...whole,
        requests: at === 0 ? whole.requests : 0,
        tokens: at === 0 ? whole.tokens : undefined,
        scenarios: whole.scenarios.filter(({ id }) => mine.has(id)),
        waivers: (whole.waivers ?? []).map((waiver) => ({ ...waiver, state: "untested" })),
        shard: { index: at + 1, count, complete: true, order },
      };
    });
    return { whole, parts };
  };

  it("make the one run, to the byte, in whatever order they come", async () => {
    const { whole, parts } = await split(3);
    expect(whole.waivers).toMatchObject([{ state: "stale" }]);
    for (const order of [parts, parts.toReversed()])
      expect(JSON.stringify(mergeRuns(order))).toBe(JSON.stringify(whole));
  });

  it("are not complete without one of them", async () => {
    const { parts } = await split(3);
    expect(mergeRuns(parts.slice(1)).partial).toBe("shard 1 of 3 is missing");
    expect(mergeRuns(parts.slice(1)).waivers).toMatchObject([{ state: "untested" }]);
  });

  it("are refused where they do not belong together", async () => {
    const { whole, parts } = await split(2);
    const [one, two] = parts;
    if (!one || !two) throw new Error("there are two");
    expect(() => mergeRuns([])).toThrow("there is no report to merge");
    expect(() => mergeRuns([one, one])).toThrow(/two reports contain the scenario /);
    const elsewhere = { ...two, endpoint: { baseUrl: "http://h/v1", model: "m" } };
    expect(() => mergeRuns([one, elsewhere])).toThrow("the endpoint differs");
    expect(() => mergeRuns([one, whole])).toThrow("the number of shards differs");
  });
});
