import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { globTest } from "./glob.ts";
import { lintScenarios } from "./lint.ts";
import { loadScenarios } from "./load.ts";
import { nearest } from "./suggest.ts";
import { showPlace, type SourceError } from "./types.ts";

let cwd = "";
const file = (id: string, more = ""): string =>
  `id: ${id}\ntitle: A sample\nspec: [openai:responses/create]\n${more}steps:\n  - { id: ask, post: /responses, body: { input: x }, expect: { status: 200 } }\n`;
const put = (path: string, text: string | Uint8Array): void => {
  mkdirSync(join(cwd, path, ".."), { recursive: true });
  writeFileSync(join(cwd, path), text);
};
const lines = (errors: readonly SourceError[]): string[] =>
  errors.map((error) => `${showPlace(error)} ${error.message}`);

const chosen = (scenarioGlobs: string[]) =>
  loadScenarios({ suites: ["./mine", "./broken"], scenarioGlobs, cwd });
const idsIn = async (dialects: string[]): Promise<string[]> =>
  (await loadScenarios({ suites: ["./mine"], dialects, cwd })).scenarios.map(({ id }) => id);

beforeAll(() => {
  cwd = mkdtempSync(join(tmpdir(), "scenarios-"));
  put("mine/a.yaml", file("mine/a"));
  put("mine/b.yml", file("mine/b", "dialects: [openai]\n"));
  put("mine/notes.txt", "not a scenario");
  put("mine/dialects/own.yaml", "name: own\n");
  put("mine/deeper/c.yaml", file("deeper/c"));
  put("twin/mine/a.yaml", file("mine/a"));
  put("broken/typo.yaml", file("broken/typo", "levl: must\nexcept: [{ rule: sse/x, why: y }]\n"));
  put("broken/latin.yaml", Uint8Array.from([0x69, 0x64, 0x3a, 0xff]));
  put("broken/huge.yaml", `#${" ".repeat(1024 * 1024)}`);
  put("schema/good.yaml", file("schema/good").replace("200", "{ schema: { maximum: 299 } }"));
  put("schema/bad.yaml", file("schema/bad").replace("200", "{ schema: { type: text } }"));
  put("empty/readme.md", "nothing");
});
afterAll(() => rmSync(cwd, { recursive: true, force: true }));

describe("loadScenarios", () => {
  it("loads a folder of one's own with its subfolders, and nothing but scenarios", async () => {
    const { scenarios, errors } = await loadScenarios({ suites: ["./mine"], cwd });
    expect(errors).toEqual([]);
    expect(scenarios.map(({ id, suite }) => [id, suite])).toEqual([
      ["mine/a", "mine"],
      ["mine/b", "mine"],
      ["deeper/c", "deeper"],
    ]);
  });

  it("loads one file, and shows its place below the working folder", async () => {
    const { scenarios } = await loadScenarios({ suites: ["mine/a.yaml"], cwd });
    expect(scenarios.map(({ place }) => showPlace(place))).toEqual([
      `${join("mine", "a.yaml")}:1:5`,
    ]);
  });

  it("leaves out what is for other dialects", async () => {
    expect(await idsIn(["openresponses"])).not.toContain("mine/b");
    expect(await idsIn(["openresponses", "openai"])).toContain("mine/b");
  });

  it("reads only what the globs ask for", async () => {
    const one = await chosen(["mine/a"]);
    expect([one.scenarios.map(({ id }) => id), one.errors, one.unmatched]).toEqual([
      ["mine/a"],
      [],
      [],
    ]);
    const none = await chosen(["mine/aa"]);
    expect(none.scenarios).toEqual([]);
    expect(none.unmatched).toEqual(['no scenario matches "mine/aa". Did you mean "mine/a"?']);
  });

  it("takes a file once, however often it is named", async () => {
    const { scenarios, errors } = await loadScenarios({
      suites: ["./mine", "mine/a.yaml"],
      scenarioGlobs: ["mine/a"],
      cwd,
    });
    expect([scenarios.length, errors]).toEqual([1, []]);
  });

  it("two scenarios of one id are an error", async () => {
    const { errors } = await loadScenarios({
      suites: ["./mine", "./twin"],
      scenarioGlobs: ["mine/*"],
      cwd,
    });
    expect(lines(errors)).toEqual([
      `${join("twin", "mine", "a.yaml")}:1:5 the scenario id mine/a is used already: ${join("mine", "a.yaml")}:1:5`,
    ]);
  });

  it("reports all that is wrong in all files, and loads the rest", async () => {
    const { scenarios, errors } = await loadScenarios({
      suites: ["./broken", "./mine"],
      ruleIds: ["sse/y"],
      cwd,
    });
    expect(scenarios).toHaveLength(3);
    expect(lines(errors)).toEqual([
      `${join("broken", "huge.yaml")} is too large for a scenario: 1048577 bytes; the limit is 1048576`,
      `${join("broken", "latin.yaml")} cannot be read: it is not UTF-8`,
      `${join("broken", "typo.yaml")}:4:1 unknown key "levl" in a scenario. Did you mean "level"?`,
      `${join("broken", "typo.yaml")}:5:18 there is no rule "sse/x". Did you mean "sse/y"?`,
    ]);
  });

  it("compiles inline schemas", async () => {
    const { scenarios, errors } = await loadScenarios({ suites: ["./schema"], cwd });
    const status = scenarios[0]?.steps[0]?.expect.status;
    expect([status?.schema?.check(200), status?.schema?.check(300)]).toEqual([
      undefined,
      "it must be <= 299",
    ]);
    expect(lines(errors)).toEqual([
      expect.stringMatching(/bad\.yaml:5:\d+ the schema is not valid: .*type/),
    ]);
  });

  it.each([
    [
      "cor",
      /^cor there is no suite "cor"\. Did you mean "core"\? Known: .*\bcore\b.*; for a folder of your own, write \.\/cor$/,
    ],
    ["./nowhere", /^\.\/nowhere no such file or folder$/],
    ["./empty", /has no scenario file/],
    ["mine/notes.txt", /must end in \.yaml/],
  ])("%s is explained", async (name, message) => {
    const { errors } = await loadScenarios({ suites: [name], cwd });
    expect(lines(errors)).toEqual([expect.stringMatching(message)]);
  });
});

describe("globTest", () => {
  it.each([
    ["core/text", ["core/text"], ["core/text-stream", "own/core/text"]],
    ["core/*", ["core/text", "core/a.b"], ["tools/call", "core/a/b"]],
    ["*/text*", ["core/text", "own/text-stream"], ["core/a-text"]],
    ["text*", ["core/text", "own/text-stream"], ["core/a-text", "text/x"]],
    ["**-stream", ["core/text-stream"], ["core/stream-x"]],
    ["core/tex?", ["core/text"], ["core/tex", "core/texts"]],
    ["core/a.b", ["core/a.b"], ["core/axb"]],
    ["core/(a|b)+", ["core/(a|b)+"], ["core/a"]],
  ])("%s", (glob, yes, no) => {
    const test = globTest(glob);
    expect([yes.filter((id) => !test(id)), no.filter(test)]).toEqual([[], []]);
  });
});

describe("nearest", () => {
  it.each([
    ["statsu", ["status", "state"], "status"],
    ["stat", ["status", "state"], "state"],
    ["INORDER", ["inOrder"], "inOrder"],
    ["xyz", ["status"], undefined],
    ["", ["a", "abc"], "a"],
    ["call/round-tripp", ["call/round-trip", "call/ids"], "call/round-trip"],
  ])("%s", (name, known, expected) => {
    expect(nearest(name, known)).toBe(expected);
  });
});

describe("lintScenarios", () => {
  it("warns of what is probably not meant", async () => {
    put(
      "lint/odd.yaml",
      "id: lint/odd\ntitle: Odd\nspec: [elsewhere#x]\nvars: { a: { digits: 1 } }\nsteps:\n" +
        "  - { id: idle, post: /responses }\n" +
        "  - { id: used, post: /responses, body: { stream: true, tools: [{ type: function }] } }\n" +
        "  - id: get\n    get: /responses/{$steps.used.response#/id}?stream=true\n" +
        "    expect: { events: { never: [response.complete, vendor:own] } }\n" +
        "  - id: items\n    get: /responses/{$steps.used.response#/id}/input_items\n" +
        "    expect: { status: 200 }\n",
    );
    put(
      "lint/bare.yaml",
      "id: lint/bare\ntitle: Bare\nsteps:\n  - { id: a, delete: /responses/x, expect: { status: 404 } }\n",
    );
    const report = await lintScenarios(["./lint"], {
      specPrefixes: ["openai"],
      eventTypes: ["response.completed"],
      cwd,
    });
    expect(report.errors).toEqual([]);
    expect(report.files).toBe(2);
    expect(lines(report.warnings).map((line) => line.replace(/^lint[/\\]/, ""))).toEqual([
      'bare.yaml:1:5 "spec" is missing; add a reference, so that a reader can look up the requirement',
      'bare.yaml:4:5 step "a" uses "delete", which is missing from needs',
      'odd.yaml:1:5 no URL is known for the spec reference "elsewhere#x". Known: openai',
      'odd.yaml:1:5 the variable "a" is never used',
      'odd.yaml:6:5 step "idle" has no effect: it expects nothing, and no other step refers to it',
      'odd.yaml:7:5 step "used" expects nothing; add at least the expected status',
      'odd.yaml:7:5 step "used" uses "stream", which is missing from needs',
      'odd.yaml:7:5 step "used" uses "tools", which is missing from needs',
      'odd.yaml:8:5 step "get" uses "replay", which is missing from needs',
      'odd.yaml:10:33 no dialect has an event "response.complete". Did you mean "response.completed"?',
      'odd.yaml:11:5 step "items" uses "input-items", which is missing from needs',
    ]);
  });

  it("reports errors instead of warnings where a file is broken", async () => {
    const report = await lintScenarios(["broken/typo.yaml"], { cwd });
    expect(lines(report.errors)).toHaveLength(1);
    expect(report.warnings).toEqual([]);
  });
});
