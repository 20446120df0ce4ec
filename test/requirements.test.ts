import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { readRequirements, requirementsText } from "../src/commands/requirements.ts";
import { loadBuiltinDialect } from "../src/dialect/dialect.ts";
import { rules } from "../src/rules/index.ts";
import { builtinSuites } from "../src/scenario/files.ts";
import { loadScenarios } from "../src/scenario/load.ts";
import type { Scenario } from "../src/scenario/types.ts";
import { bugs } from "./support/bugs.ts";
import { sharedFolder } from "./support/shared.ts";

const requirements = readRequirements();
let scenarios: Scenario[];
beforeAll(async () => {
  scenarios = (await loadScenarios({ suites: builtinSuites() })).scenarios;
});

/** Suites that are planned; `later` may name no other. */
const planned = new Set(["reasoning", "structured", "input", "background", "compact", "websocket"]);

/** Ids of the statements that the project is to trace; several without a number of their own are counted. */
function statements(file: string): string[] {
  const ids = Array.from(
    readFileSync(file, "utf8").matchAll(/^- ((?:OR|SEED)-\S+) /gm),
    ([, id]) => id ?? "",
  );
  const counts = new Map<string, number>();
  return ids.map((id) => {
    if (/-\d+$/.test(id)) return id;
    const count = (counts.get(id) ?? 0) + 1;
    counts.set(id, count);
    return `${id}-${count}`;
  });
}

describe("the requirements", () => {
  it("have ids, texts and sources", () => {
    const specs = Object.keys(loadBuiltinDialect("openai").specs);
    const reported = new Map(bugs().map((bug) => [bug.id, bug]));
    const isSource = (source: string): boolean =>
      source === "vendors" ||
      reported.has(source) ||
      specs.some(
        (spec) => source === spec || source.startsWith(`${spec}#`) || source.startsWith(`${spec}/`),
      );
    const seen = new Set<string>();
    for (const { id, level, text, source } of requirements) {
      expect(id).toMatch(/^(OR|SEED|OA|SSE|BUG)-[\w-]+$/);
      expect(["must", "should", "may", "stated"], id).toContain(level);
      expect(text, id).toBeTruthy();
      expect(source, id).not.toEqual([]);
      expect(
        source.filter((one) => !isSource(one)),
        id,
      ).toEqual([]);
      expect(seen, id).not.toContain(id);
      seen.add(id);
    }
  });

  it("each end at a rule, a scenario, a suite to come or a reason", () => {
    for (const { id, rules: named, scenarios: tried, later, excluded } of requirements) {
      const tested = named.length + tried.length > 0 || later !== undefined;
      expect([id, tested !== (excluded !== undefined)]).toEqual([id, true]);
    }
  });

  it("name rules and scenarios that exist", () => {
    const ruleIds = new Set(rules.map((rule) => rule.id));
    const scenarioIds = new Set(scenarios.map((scenario) => scenario.id));
    const unknown = requirements.flatMap((one) => [
      ...one.rules.filter((id) => !ruleIds.has(id)).map((id) => `${one.id}: rule ${id}`),
      ...one.scenarios
        .filter((id) => !scenarioIds.has(id))
        .map((id) => `${one.id}: scenario ${id}`),
    ]);
    expect(unknown).toEqual([]);
  });

  it("need every rule and every scenario", () => {
    const named = new Set(requirements.flatMap((one) => one.rules));
    const tried = new Set(requirements.flatMap((one) => one.scenarios));
    expect({
      rules: rules.map((rule) => rule.id).filter((id) => !named.has(id)),
      scenarios: scenarios.map((scenario) => scenario.id).filter((id) => !tried.has(id)),
    }).toEqual({ rules: [], scenarios: [] });
  });

  it("wait for planned suites only, and for none that is there", () => {
    const later = requirements.flatMap((one) => (one.later === undefined ? [] : [one.later]));
    expect(later.filter((suite) => !planned.has(suite))).toEqual([]);
    expect(later.filter((suite) => scenarios.some(({ id }) => id.startsWith(`${suite}/`)))).toEqual(
      [],
    );
  });

  it("that were learned from bugs name a rule that a reported bug is named by", () => {
    const namedBy = new Map(
      bugs().map((bug) => [bug.id, (bug.faults ?? []).map(({ rule }) => rule)]),
    );
    const unproven = requirements.filter(
      (one) =>
        one.id.startsWith("BUG-") &&
        !one.source.some((bug) => namedBy.get(bug)?.some((rule) => one.rules.includes(rule))),
    );
    expect(unproven.map(({ id }) => id)).toEqual([]);
  });

  it("are all that are to be traced", () => {
    const folder = sharedFolder("design");
    const file = folder && join(folder, "requirements.md");
    if (!file || !existsSync(file))
      return console.log("left out: the list of statements is not here");
    const ids = new Set(requirements.map(({ id }) => id));
    const listed = statements(file);
    expect(listed.length).toBeGreaterThan(40);
    expect(listed.filter((id) => !ids.has(id))).toEqual([]);
  });

  it("read well", () => {
    const waiting = requirements.slice(0, 1).map((one) => ({ ...one, later: "websocket" }));
    const text = requirementsText([...requirements, ...waiting], undefined, "1.2.3");
    expect(text).toContain("OR-stream-3       must");
    expect(text).toMatch(/excluded +A hint is not binding\./);
    expect(text).toMatch(/open +the suite websocket/);
    expect(text).toMatch(/\n\d+ requirements: \d+ tested, \d+ open, \d+ excluded\n/);
  });
});
