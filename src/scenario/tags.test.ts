import { beforeAll, describe, expect, it } from "vitest";
import { loadScenarios } from "./load.ts";
import { readScenario } from "./read-scenario.ts";
import { tagsOf } from "./tags.ts";
import type { Scenario } from "./types.ts";

/** The tags of a scenario with these steps, and these lines before them. */
function tags(steps: string, top = ""): string[] {
  const text = `id: a/b\ntitle: T\n${top}steps:\n${steps}`;
  const { scenario, problems } = readScenario(text, { file: "f", id: "a/b", ruleIds: undefined });
  expect([...problems.shape, ...problems.meaning]).toEqual([]);
  return scenario ? tagsOf(scenario) : [];
}
const step = (body: string, expected: string): string =>
  `  - { id: s, post: /responses, body: ${body}, expect: ${expected} }\n`;

describe("the tags of a scenario", () => {
  it.each([
    ["{ input: a }", "{ status: 200 }", ["plain", "happy"]],
    ["{ stream: true, input: a }", "{ status: 200 }", ["stream", "happy"]],
    ["{ stream: false, input: a }", "{ status: 400 }", ["plain", "refusal"]],
    ["{ input: 4 }", "{ status: { minimum: 400, maximum: 499 } }", ["plain", "refusal"]],
    ["{ input: 4 }", "{ status: { oneOf: [400, 422] } }", ["plain", "refusal"]],
    ["{ input: 4 }", "{ status: { oneOf: [200, 422] } }", ["plain", "happy"]],
    ["{ input: 4 }", "{ status: { minimum: 200, maximum: 499 } }", ["plain", "happy"]],
  ])("%s expecting %s", (body, expected, found) => {
    expect(tags(step(body, expected))).toEqual(found);
  });

  it("come from replays, too, and from several steps together", () => {
    const get = (query: string): string => `  - { id: g, get: "/responses/x${query}" }\n`;
    expect(tags(get("?stream=true&starting_after=3"))).toEqual(["stream", "happy"]);
    expect(tags(get("?a=b") + step("{ stream: true }", "{ status: 404 }"))).toEqual([
      "stream",
      "plain",
      "refusal",
    ]);
  });

  it("add those of the file, each once; an edge case is not called happy", () => {
    const steps = step("{ input: a }", "{ status: 200 }");
    expect(tags(steps, "tags: [mine, plain]\n")).toEqual(["plain", "happy", "mine"]);
    expect(tags(steps, "tags: [edge]\n")).toEqual(["plain", "edge"]);
  });

  describe("of the shipped suites", () => {
    let scenarios: Scenario[];
    beforeAll(async () => {
      scenarios = (await loadScenarios()).scenarios;
    });

    it("tell of each one whether it streams, and what it is", () => {
      for (const scenario of scenarios) {
        const found = tagsOf(scenario);
        expect([scenario.id, found.includes("stream") || found.includes("plain")]).toEqual([
          scenario.id,
          true,
        ]);
        const kinds = ["refusal", "happy", "edge"].filter((kind) => found.includes(kind));
        expect([scenario.id, kinds.length > 0]).toEqual([scenario.id, true]);
      }
    });

    it("hold each kind, plain and streamed", () => {
      for (const suite of ["tools", "state", "errors", "structured", "reasoning"])
        for (const form of ["plain", "stream"]) {
          const own = scenarios.filter((one) => one.suite === suite && tagsOf(one).includes(form));
          expect([suite, form, own.length > 3]).toEqual([suite, form, true]);
        }
      expect(scenarios.filter((one) => tagsOf(one).includes("edge")).length).toBeGreaterThan(10);
    });

    it("call every scenario of the errors suite an upset, so that it runs last", () => {
      const calm = scenarios.filter(({ suite, upsets }) => suite === "errors" && !upsets);
      expect(calm.map(({ id }) => id)).toEqual([]);
    });
  });
});
