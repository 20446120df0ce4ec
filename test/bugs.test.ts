import { beforeAll, describe, expect, it } from "vitest";
import type { JudgingDialect } from "../src/checker/checker.ts";
import type { BaseDialect } from "../src/dialect/dialect.ts";
import { levelOf } from "../src/engine/engine.ts";
import type { RuleFault } from "../src/engine/fault.ts";
import type { Rule } from "../src/engine/rule.ts";
import { referenceModel, startReferenceServer, streamErrorModel } from "../src/reference/index.ts";
import type { Finding } from "../src/result/finding.ts";
import type { ScenarioResult } from "../src/result/run.ts";
import { faultsOfRule } from "../src/rules/faults.ts";
import { rules } from "../src/rules/index.ts";
import { closing, run } from "../src/runner/run.testing.ts";
import { builtinSuites } from "../src/scenario/files.ts";
import { loadScenarios } from "../src/scenario/load.ts";
import type { Scenario } from "../src/scenario/types.ts";
import { chain, patchAll } from "../src/tape/edits.ts";
import { bugs, catalogue, type Bug } from "./support/bugs.ts";
import { goodTape, judgeTape, judging } from "./support/judge.ts";

const names: BaseDialect[] = ["openresponses", "openai"];
const dialects = new Map<BaseDialect, JudgingDialect>();
const scenarios = new Map<string, Scenario>();
const known = bugs();
const every = <T>(of: (bug: Bug) => readonly T[] | undefined): [string, T][] =>
  known.flatMap((bug) => (of(bug) ?? []).map((entry): [string, T] => [bug.id, entry]));

beforeAll(async () => {
  for (const name of names) dialects.set(name, await judging(name));
  for (const scenario of (await loadScenarios({ suites: builtinSuites() })).scenarios)
    scenarios.set(scenario.id, scenario);
});

const dialect = (name: BaseDialect): JudgingDialect => dialects.get(name) as JudgingDialect;

/** Every rule that a finding names: its own, and those of its consequences. */
const named = (findings: readonly Finding[]): Set<string> =>
  new Set(findings.flatMap(({ rule, consequences }) => [rule, ...consequences.map((c) => c.rule)]));

function faultOf(id: string, name: string): [Rule, RuleFault] {
  const rule = rules.find((one) => one.id === id);
  const fault = faultsOfRule(id).find((one) => one.name === name);
  if (!rule || !fault) throw new Error(`${id} has no fault "${name}"`);
  return [rule, fault];
}

const runs = new Map<string, Promise<ScenarioResult>>();

/** Runs a scenario against the reference server as it is broken, or varied, by name. Each is run once. */
function against(
  how: { fault: string } | { variant: string },
  id: string,
): Promise<ScenarioResult> {
  const key = JSON.stringify([how, id]);
  const running = runs.get(key) ?? start(how, id);
  runs.set(key, running);
  return running;
}

async function start(how: { fault: string } | { variant: string }, id: string) {
  const scenario = scenarios.get(id);
  if (!scenario) throw new Error(`there is no scenario "${id}"`);
  const server = await startReferenceServer(how);
  closing(() => server.close());
  const result = await run({ baseUrl: server.url }, [scenario], {
    dialects: names.map(dialect),
    rules,
    provoke: { streamError: { model: streamErrorModel } },
    // Declared, so that a refusal is a failure: alone, a scenario cannot tell a bug from a feature that is not there.
    capabilities: Object.fromEntries(scenario.needs.map((capability) => [capability, true])),
    timeouts: { connect: 5000, headers: 5000, idle: 400, total: 20_000 },
    endpoint: { model: referenceModel },
  });
  return result.scenarios[0] as ScenarioResult;
}

describe("reported bugs", () => {
  it("are told in full", () => {
    const fields = /^(id|server|thread|symptom|faults|served|legal|scenarios|later|reason)$/;
    for (const bug of known) {
      const { id, server, thread, symptom, faults, served, legal, scenarios, later, reason } = bug;
      expect(Object.keys(bug).filter((field) => !fields.test(field))).toEqual([]);
      expect(id).toMatch(/^B\d{3}$/);
      expect(thread, id).toMatch(/^[\w.-]+\/[\w.-]+#\d+$/);
      expect(server && symptom, id).toBeTruthy();
      expect(faults ?? served ?? legal ?? scenarios ?? later ?? reason, id).toBeTruthy();
    }
    expect(new Set(known.map(({ id }) => id)).size).toBe(known.length);
  });

  it("are those of the catalogue; those that bytes alone show are shown by bytes", () => {
    const listed = catalogue();
    if (!listed) return console.log("left out: the catalogue of reported bugs is not here");
    expect(known.map(({ id, thread }) => ({ id, thread }))).toEqual(
      listed.map(({ id, thread }) => ({ id, thread })),
    );
    const offline = new Set(listed.filter((bug) => bug.offline).map(({ id }) => id));
    const unshown = known.filter(({ id, faults, legal }) => offline.has(id) && !faults && !legal);
    expect(unshown.map(({ id }) => id)).toEqual([]);
  });

  it.each(every((bug) => bug.faults))(
    "%s is named: %o",
    async (_, { rule: id, fault: name, silent }) => {
      const [rule, fault] = faultOf(id, name);
      const tape = fault.edit(await goodTape(fault.tape));
      const fits = (base: BaseDialect): boolean =>
        (fault.dialects ?? tape.dialects ?? names).includes(base) &&
        levelOf(rule, dialect(base).dialect) !== "off";
      expect(names.filter(fits)).not.toEqual([]);
      for (const base of names.filter(fits))
        expect(named(judgeTape(tape, dialect(base)).findings), base).toContain(id);
      for (const base of silent ?? []) expect(judgeTape(tape, dialect(base)).findings).toEqual([]);
    },
  );

  it.each(every((bug) => bug.served))(
    "%s is found out: %o",
    async (_, { server, scenario, rule }) => {
      const { results } = await against({ fault: server }, scenario);
      expect(results.map(({ verdict }) => verdict)).toContain("fail");
      // Where no rule is to name it, the scenario's own expectations may.
      const found = results.flatMap(({ findings }) => [...named(findings)]);
      const missed = results.flatMap(({ expectations }) => expectations.map(({ what }) => what));
      const told = rule === undefined ? found.length + missed.length > 0 : found.includes(rule);
      expect({ told, found, missed }).toMatchObject({ told: true });
    },
  );

  it("are called legal for a reason, with a tape or a variant that shows it", () => {
    const bare = every((bug) => bug.legal && [bug.legal]).filter(
      ([, { why, tape, variant }]) => why === "" || (tape ?? variant) === undefined,
    );
    expect(bare).toEqual([]);
  });

  it.each(every((bug) => (bug.legal?.tape === undefined ? [] : [bug.legal])))(
    "%s is none: %o",
    async (_, { tape: name = "", set = [], dialects: only }) => {
      const sets = set.map(({ event, pointer, value }) => patchAll(event, pointer, value));
      const tape = chain(...sets)(await goodTape(name));
      const fits = names.filter((base) => (only ?? tape.dialects ?? names).includes(base));
      expect(fits).not.toEqual([]);
      for (const base of fits) expect(judgeTape(tape, dialect(base)).findings, base).toEqual([]);
    },
  );

  it.each(every((bug) => (bug.legal?.variant === undefined ? [] : [bug.legal])))(
    "%s is none when served: %o",
    async (_, { variant = "", dialects: only = names }) => {
      const { results } = await against({ variant }, "core/text-stream");
      const said = results.map((one) => [one.dialect, one.verdict, one.findings]);
      expect(said.filter(([base]) => only.some((name) => name === base))).toEqual(
        only.map((base) => [base, "pass", []]),
      );
    },
  );

  it("name scenarios that exist, and wait only for what does not exist yet", () => {
    const ids = [...scenarios.keys()];
    expect(every((bug) => bug.scenarios).filter(([, id]) => !scenarios.has(id))).toEqual([]);
    const arrived = known.filter(
      ({ later }) =>
        later !== undefined && ids.some((id) => id === later || id.startsWith(`${later}/`)),
    );
    expect(arrived.map(({ id, later }) => `${id}: ${later}`)).toEqual([]);
  });
});
