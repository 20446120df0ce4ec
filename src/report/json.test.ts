import { expect, it } from "vitest";
import { jsonReport, type JsonReport } from "./json.ts";
import { ndjsonReport } from "./ndjson.ts";
import {
  deltaFinding,
  openai,
  openresponses,
  sampleRun,
  scenario,
  usageFinding,
  verdict,
} from "./sample.testing.ts";

const run = sampleRun(
  [
    scenario("core/a", [
      verdict({
        verdict: "fail",
        findings: [deltaFinding, usageFinding],
        exercised: { "usage/plausible": 1, "sequence/present": 9 },
      }),
      verdict({ verdict: "pass", dialect: "openai" }),
    ]),
  ],
  { dialects: [openresponses, openai], partial: "interrupted" },
);

it("is the run as it stands, with totals and exit code", () => {
  const { exitCode, totals, causes, ...rest } = JSON.parse(
    jsonReport(run, { exitCode: 1 }),
  ) as JsonReport;
  expect(rest).toEqual(JSON.parse(JSON.stringify(run)));
  expect(causes.map(({ rules, sort, evidence }) => [rules, sort, evidence.scenario])).toEqual([
    [["text/deltas-equal-done"], "finding", "core/a"],
    [["usage/plausible"], "shape", "core/a"],
  ]);
  expect(exitCode).toBe(1);
  expect(totals).toMatchObject({
    openresponses: {
      scenarios: 1,
      must: 1,
      should: 1,
      rulesExercised: 2,
      rulesInPlay: 3,
      verdicts: { fail: 1, pass: 0 },
    },
    openai: { scenarios: 1, must: 0, should: 0, verdicts: { fail: 0, pass: 1 } },
  });
});

it("has its keys in one order, however the run came about", () => {
  const text = jsonReport(run, { exitCode: 1 });
  const [result] = run.scenarios[0]?.results ?? [];
  const turned = sampleRun([
    scenario("core/a", [
      {
        ...verdict({ verdict: "fail" }),
        ...result,
        exercised: { "sequence/present": 9, "usage/plausible": 1 },
      },
      verdict({ verdict: "pass", dialect: "openai" }),
    ]),
  ]);
  const shuffled = Object.fromEntries(
    Object.entries({ ...turned, ...run, scenarios: turned.scenarios }).toReversed(),
  );
  expect(jsonReport(shuffled as unknown as typeof run, { exitCode: 1 })).toBe(text);
  expect(text.indexOf('"sequence/present": 9')).toBeLessThan(text.indexOf('"usage/plausible": 1'));
});

it("holds no character that a terminal obeys, and still says the same", () => {
  const evil = "\u001b[31m \u009b31m \u007f \u2028";
  const text = jsonReport({ ...run, partial: evil }, { exitCode: 1 });
  expect(text).not.toMatch(/(?!\n)\p{Cc}|\u2028/u);
  expect((JSON.parse(text) as JsonReport).partial).toBe(evil);
  const [line = ""] = ndjsonReport(
    { ...run, tool: { name: evil, version: "" } },
    { exitCode: 1 },
  ).split("\n");
  expect(line).not.toContain("\u009b");
  expect(JSON.parse(line)).toMatchObject({ tool: { name: evil } });
});
