import { HtmlValidate } from "html-validate";
import { describe, expect, it } from "vitest";
import type { DialectResult, RunResult } from "../result/run.ts";
import { compareRuns, type Comparison } from "./compare.ts";
import { compareConsole, compareMarkdown } from "./compare-text.ts";
import { compareHtml } from "./html/compare.ts";
import { hostileSample } from "./html/sample.testing.ts";
import {
  deltaFinding,
  numberFinding,
  openai,
  openresponses,
  options,
  sampleRun,
  scenario,
  usageFinding,
  verdict,
} from "./sample.testing.ts";

const pass = verdict({ verdict: "pass" });
const fail = verdict({ verdict: "fail", findings: [deltaFinding] });
const otherwise = verdict({ verdict: "fail", findings: [numberFinding] });
const warn = verdict({ verdict: "warn", findings: [usageFinding] });
const absent = verdict({ verdict: "n/a", reason: "store is not offered" });
const error = verdict({ verdict: "error", reason: "timed out" });
const waived = verdict({ verdict: "fail", findings: [{ ...deltaFinding, waived: "known" }] });

const kinds = { pass, fail, warn, absent, error, waived };

const run = (results: Record<string, DialectResult>, more: Partial<RunResult> = {}): RunResult =>
  sampleRun(
    Object.entries(results).map(([id, result]) => scenario(id, [result])),
    more,
  );

const compare = (runs: RunResult[], strict = false): Comparison =>
  compareRuns(
    runs.map((one, at) => ({ name: `${at + 1}.json`, run: one })),
    strict,
  );

/** What became of one scenario. */
const change = (before: DialectResult, after: DialectResult, strict = false): string | undefined =>
  compare([run({ "a/b": before }), run({ "a/b": after })], strict).rows[0]?.change;

const before = run({
  "a/same": pass,
  "a/worse": pass,
  "a/better": fail,
  "a/still": fail,
  "a/other": fail,
  "a/old": pass,
  "a/gone": pass,
});
const after = run({
  "a/same": pass,
  "a/worse": fail,
  "a/better": pass,
  "a/still": fail,
  "a/other": otherwise,
  "a/new": fail,
  "a/gone": absent,
});

describe("a comparison", () => {
  it("tells what changed against the first result, the most pressing first", () => {
    const { rows } = compare([before, after]);
    expect(rows.map((row) => [row.scenario, row.change])).toEqual([
      ["a/worse", "newly failing"],
      ["a/better", "newly passing"],
      ["a/other", "changed"],
      ["a/gone", "changed"],
      ["a/old", "only in some"],
      ["a/new", "only in some"],
      ["a/still", "still failing"],
      ["a/same", "same"],
    ]);
    expect(rows[2]?.cells[1]).toMatchObject({
      added: ["sequence/present"],
      gone: ["text/deltas-equal-done"],
    });
  });

  it.each([
    ["pass", "fail", "newly failing"],
    ["pass", "error", "newly failing"],
    ["absent", "fail", "newly failing"],
    ["waived", "fail", "newly failing"],
    ["fail", "pass", "newly passing"],
    ["fail", "waived", "newly passing"],
    ["fail", "absent", "changed"],
    ["pass", "warn", "changed"],
    ["error", "fail", "changed"],
    ["fail", "fail", "still failing"],
    ["warn", "warn", "same"],
    ["waived", "waived", "same"],
  ] as const)("of %s and then %s: %s", (one, other, is) => {
    expect(change(kinds[one], kinds[other])).toBe(is);
  });

  it("counts warnings like failures where that is asked for", () => {
    expect(change(pass, warn, true)).toBe("newly failing");
    expect(compare([run({ "a/b": pass }), run({ "a/b": warn })], true).exitCode).toBe(1);
  });

  it("says by its exit code whether something got worse", () => {
    const code = (...results: DialectResult[]): number =>
      compare(results.map((result) => run({ "a/b": result }))).exitCode;
    expect([
      code(pass, fail),
      code(pass, error),
      code(pass, pass),
      code(fail, fail),
      code(fail, pass, fail),
    ]).toEqual([1, 3, 0, 0, 0]);
    expect(code(pass, pass, fail)).toBe(1);
    // What only warns is no violation, whatever else could not be tested.
    const warn = verdict({ verdict: "warn", findings: [usageFinding] });
    expect(code(pass, warn, error)).toBe(3);
  });

  it("counts in how many scenarios each rule is violated", () => {
    expect(compare([before, after]).rules).toEqual([
      { rule: "sequence/present", counts: [0, 1] },
      { rule: "text/deltas-equal-done", counts: [3, 3] },
    ]);
  });

  it("joins dialects that say the same, and leaves out those that not all results have", () => {
    const both = (first: DialectResult, second: DialectResult): RunResult =>
      sampleRun([scenario("a/b", [first, { ...second, dialect: "openai" }])], {
        dialects: [openresponses, openai],
      });
    const dialects = (runs: RunResult[]): string[][] =>
      compare(runs).rows.map((row) => row.dialects);
    expect(dialects([both(pass, pass), both(fail, fail)])).toEqual([["openresponses", "openai"]]);
    expect(dialects([both(pass, pass), both(fail, pass)])).toEqual([["openresponses"], ["openai"]]);
    expect(dialects([both(pass, pass), run({ "a/b": fail })])).toEqual([["openresponses"]]);
  });

  it("refuses what cannot be compared, and says why", () => {
    expect(() => compare([before])).toThrow("two or more results are needed");
    expect(() => compare([before, run({ "z/z": pass })])).toThrow("no scenario in common");
    expect(() => compare([before, run({}, { dialects: [openai] })])).toThrow(
      "no dialect judged all results: 1.json by openresponses, 2.json by openai",
    );
    const shard = { index: 1, count: 3, complete: true, order: [] };
    expect(() => compare([before, run({ "a/same": pass }, { shard })])).toThrow(
      "2.json is shard 1 of 3 of a run; merge the shards first",
    );
  });
});

describe("as a report, a comparison", () => {
  const comparison = compare([before, after]);

  it("is told on a terminal", () => {
    expect(compareConsole(comparison, options())).toMatchSnapshot("as it is");
    expect(compareConsole(comparison, options({ quiet: true }))).toMatchSnapshot("quiet");
    expect(compareConsole(comparison, options({ verbose: true }))).toContain("\nsame (1)\n");
  });

  it("is told in Markdown", () => {
    expect(compareMarkdown(comparison)).toMatchSnapshot();
  });

  it("is a page with a column for each result, and what changed first", async () => {
    const html = compareHtml(comparison);
    const order = Array.from(html.matchAll(/<h2[^>]*>([^<]*)</g), ([, title]) => title);
    expect(order).toEqual([
      "Violated rules",
      "newly failing (1)",
      "newly passing (1)",
      "changed (2)",
      "only in some (2)",
      "still failing (1)",
      "same (1)",
      "Keys",
    ]);
    expect(html).toContain('<th scope="col">1.json</th><th scope="col">2.json</th>');
    expect(html).not.toContain("next failure");
    expect(html).toContain("<b>+ sequence/present</b>");
    expect(html).toContain("<del>text/deltas-equal-done</del> is no longer violated");
    const validator = new HtmlValidate({
      extends: ["html-validate:recommended"],
      rules: { "long-title": "off" },
    });
    for (const page of [html, compareHtml(compare([hostileSample(), hostileSample()]))])
      expect(
        (await validator.validateString(page)).results.flatMap(({ messages }) => messages),
      ).toEqual([]);
  });

  it("shows hostile text as text", () => {
    const hostile = compare([hostileSample(), hostileSample()]);
    const texts = [
      compareHtml(hostile),
      compareConsole(hostile, options({ verbose: true })),
      compareMarkdown(hostile),
    ];
    for (const text of texts)
      for (const raw of ["\u2028", "\u202e", "\u001b"]) expect(text).not.toContain(raw);
    for (const text of [texts[0], texts[2]]) expect(text).not.toMatch(/<img|<script>window/);
  });
});
