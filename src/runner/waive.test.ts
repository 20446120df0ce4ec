import { describe, expect, it } from "vitest";
import { defineRule } from "../engine/rule.ts";
import { exitCodeOf, type RunResult } from "../result/run.ts";
import type { Waiver } from "../result/waiver.ts";
import { refusal, run, serving, to, turn, verdicts } from "./run.testing.ts";

const waiver = (rule: string, more: Partial<Waiver> = {}): Waiver => ({
  rule,
  scenario: undefined,
  reason: "known",
  until: undefined,
  issue: undefined,
  place: "w.yaml:1:1",
  ...more,
});
const bad = defineRule({
  id: "test/body",
  title: "Finds in bodies of a/1 and a/2",
  requirement: { openresponses: "must", openai: "must" },
  spec: [],
  messages: { wrong: "wrong" },
  observe: ({ exchange, report, exercised }) => ({
    body() {
      exercised();
      const { input } = (exchange.request?.body ?? {}) as { input?: string };
      if (input === "a/1" || input === "a/2") report("wrong");
    },
  }),
});

const judged = async (
  list: Waiver[],
  { complete = true, failFast = false }: { complete?: boolean; failFast?: boolean } = {},
): Promise<RunResult> => {
  const server = await serving(to("a/4", () => refusal(400)));
  const scenarios = ["a/1", "a/2", "a/3", "a/4"].map((id) => turn(id));
  const waivers = { list, complete };
  return run(server, scenarios, { rules: [bad], waivers, failFast, concurrency: 1 });
};
const states = ({ waivers = [] }: RunResult): string[] => waivers.map(({ state }) => state);

describe("waivers", () => {
  const all = [waiver("test/body"), waiver("expect status", { scenario: "a/4" })];
  it("let a run pass that fails by nothing else, and leave its verdicts as they are", async () => {
    const result = await judged(all);
    expect(verdicts(result)).toEqual(["a/1: fail", "a/2: fail", "a/3: pass", "a/4: fail"]);
    expect(exitCodeOf(result)).toBe(0);
    expect(states(result)).toEqual(["used", "used"]);
    expect(result.scenarios[0]?.results[0]?.findings[0]?.waived).toBe("known");
    expect(result.scenarios[3]?.results[0]?.expectations[0]?.waived).toBe("known");
  });

  it("do not stop a run that stops at the first failure", async () => {
    expect(verdicts(await judged(all, { failFast: true }))).toHaveLength(4);
    expect(verdicts(await judged(all.slice(1), { failFast: true }))).toHaveLength(1);
  });

  it("cover no more than they name", async () => {
    const result = await judged([waiver("test/body", { scenario: "a/1" }), waiver("expect")]);
    expect(exitCodeOf(result)).toBe(1);
    const waived = result.scenarios.map(({ results }) => results[0]?.findings[0]?.waived);
    expect(waived).toEqual(["known", undefined, undefined, undefined]);
    const elsewhere = [waiver("test/body"), waiver("expect header x", { scenario: "a/4" })];
    expect(exitCodeOf(await judged(elsewhere))).toBe(1);
  });

  it("do not count after their day", async () => {
    const [first, second] = all;
    if (!first || !second) throw new Error("there are two");
    const over = await judged([{ ...first, until: "2020-01-01" }, second]);
    expect(states(over)).toEqual(["expired", "used"]);
    expect(exitCodeOf(over)).toBe(1);
    const still = await judged([{ ...first, until: "9999-12-31" }, second]);
    expect(exitCodeOf(still)).toBe(0);
  });

  it("fail a run when they are stale", async () => {
    const stale = await judged([...all, waiver("test/body", { scenario: "a/3" })]);
    expect(states(stale)).toEqual(["used", "used", "stale"]);
    expect(exitCodeOf(stale)).toBe(1);
    const gone = [waiver("test/body", { scenario: "b/*" }), waiver("expect", { scenario: "a/3" })];
    expect(states(await judged(gone))).toEqual(["stale", "stale"]);
  });

  it("are not stale where what they are for was not tested", async () => {
    const idle = [waiver("test/other"), waiver("test/body", { scenario: "b/*" })];
    expect(states(await judged(idle, { complete: false }))).toEqual(["untested", "untested"]);
    expect(states(await judged([waiver("test/other")]))).toEqual(["untested"]);
    // One that names its scenario is held against it whatever else was asked for.
    const exact = [waiver("test/body", { scenario: "a/3" })];
    expect(states(await judged(exact, { complete: false }))).toEqual(["stale"]);
    const server = await serving(to("a/1", () => (response) => response.destroy()));
    const lost = await run(server, [turn("a/1", undefined, "needs: [hosted-tools]\n")], {
      waivers: { list: [waiver("test/body", { scenario: "a/1" })], complete: true },
    });
    expect(states(lost)).toEqual(["untested"]);
  });
});
