import { Ajv2020 } from "ajv/dist/2020.js";
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { assetPath } from "../assets/assets.ts";
import { isObject, type Json } from "../json/json.ts";
import { builtinSuites, findFiles } from "./files.ts";
import { lintScenarios } from "./lint.ts";
import { loadScenarios } from "./load.ts";
import { readScenario } from "./read-scenario.ts";
import { expressionsIn } from "./references.ts";

const { files } = findFiles(builtinSuites(), assetPath());
const valid = new Ajv2020({ allowUnionTypes: true }).compile(
  JSON.parse(readFileSync(assetPath("schemas", "scenario.schema.json"), "utf8")),
);

describe("the shipped suites", () => {
  it("hold what they promise", () => {
    for (const suite of ["core", "tools", "errors", "state"]) {
      expect(builtinSuites()).toContain(suite);
      const held = files.filter(({ id }) => id.startsWith(`${suite}/`)).length;
      expect([suite, held > 12]).toEqual([suite, true]);
    }
  });

  it("are run unasked, but for those that may cost money", async () => {
    const unasked = (await loadScenarios()).scenarios.map(({ suite }) => suite);
    const named = await loadScenarios({ suites: ["hosted-tools"] });
    expect(unasked).not.toContain("hosted-tools");
    expect(new Set(unasked).size).toBe(builtinSuites().length - 1);
    expect(named.scenarios.length).toBeGreaterThan(6);
  });

  it("load without an error", async () => {
    const { scenarios, errors } = await loadScenarios({ suites: builtinSuites() });
    expect(errors).toEqual([]);
    expect(scenarios).toHaveLength(files.length);
  });

  it("give the linter nothing to say", async () => {
    const specPrefixes = ["openresponses", "openai", "whatwg:sse"];
    const { errors, warnings } = await lintScenarios([], { specPrefixes });
    expect([...errors, ...warnings]).toEqual([]);
  });

  it.each(files.map(({ id, path }) => [id, path]))("%s is in order", (_, path) => {
    const text = readFileSync(path, "utf8");
    expect(text).toMatch(
      /^# yaml-language-server: \$schema=\.\.\/\.\.\/schemas\/scenario\.schema\.json\nid: /,
    );
    valid(parse(text));
    expect(valid.errors).toBeNull();
  });

  it("ask nothing of the model's words but the markers they told it", async () => {
    const { scenarios } = await loadScenarios({ suites: builtinSuites() });
    const wordy = scenarios.flatMap(({ id, steps }) =>
      steps
        .filter(
          ({ expect: { text } }) =>
            text !== undefined &&
            !expressionsIn(String((text.not ?? text).contains)).includes("$vars.code"),
        )
        .map((step) => `${id} ${step.id}`),
    );
    expect(wordy).toEqual([]);
  });

  it("never take an answer's item by its position", async () => {
    const { scenarios } = await loadScenarios({ suites: builtinSuites() });
    expect(
      scenarios
        .filter(({ steps }) => /#\/output\/\d|content\/\d/.test(JSON.stringify(steps)))
        .map(({ id }) => id),
    ).toEqual([]);
  });

  it("hold a text that must come back against a control that can tell it is possible", async () => {
    const { scenarios } = await loadScenarios({ suites: builtinSuites() });
    const without = scenarios.filter(({ steps }) =>
      steps.some(({ body, expect: { text, control } }) => {
        // A step that needs what an earlier one said is not sent unless that one did what it must.
        const built = (id: string): boolean => JSON.stringify(body)?.includes(`$steps.${id}.text`);
        const shown = steps.find(({ id }) => id === control || built(id));
        return text?.contains !== undefined && shown?.provoke?.text === undefined;
      }),
    );
    expect(without.map(({ id }) => id)).toEqual([]);
    expect(scenarios.some(({ steps }) => steps.some((step) => step.expect.control))).toBe(true);
  });

  it("leave at least 16 output tokens where they limit them, the least that the protocol allows", async () => {
    const { scenarios } = await loadScenarios({ suites: builtinSuites() });
    const limits = scenarios.flatMap(({ steps }) =>
      steps.map(({ body }) => body?.["max_output_tokens"]),
    );
    const numbers = limits.filter((limit) => typeof limit === "number");
    expect(numbers).toContain(16);
    expect(numbers.filter((limit) => limit < 16)).toEqual([]);
  });
});

describe("the documentation of the format", () => {
  const text = readFileSync(assetPath("docs", "scenarios.md"), "utf8");
  const schema = readFileSync(assetPath("schemas", "scenario.schema.json"), "utf8");

  it("shows scenarios that are in order", () => {
    const examples = Array.from(text.matchAll(/```yaml\n(.*?)```/gs), ([, code = ""]) => code);
    const steps = examples.map((example) => {
      const id = /^id: (.*)$/m.exec(example)?.[1] ?? "";
      const { scenario, problems } = readScenario(example, {
        file: "example",
        id,
        ruleIds: undefined,
      });
      expect([...problems.shape, ...problems.meaning]).toEqual([]);
      return scenario?.steps.length;
    });
    expect(steps).toEqual([1, 3]);
  });

  it("names every key that there is", () => {
    const keys = [...keysOf(JSON.parse(schema) as Json)];
    expect(keys.length).toBeGreaterThan(50);
    expect(keys.filter((key) => !new RegExp(`\\b${key}\\b`).test(text))).toEqual([]);
  });
});

/** The names under every `properties` of a JSON Schema. */
function* keysOf(schema: Json): Generator<string> {
  if (Array.isArray(schema)) for (const item of schema) yield* keysOf(item);
  if (!isObject(schema)) return;
  for (const [key, value] of Object.entries(schema)) {
    if (key === "properties" && isObject(value)) yield* Object.keys(value);
    yield* keysOf(value ?? null);
  }
}
