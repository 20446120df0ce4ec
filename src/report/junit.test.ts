import { causesOf } from "../result/causes.ts";
import { XMLParser, XMLValidator } from "fast-xml-parser";
import { describe, expect, it } from "vitest";
import { junitErrors } from "../../test/support/junit.ts";
import { escapeXml, junitReport } from "./junit.ts";
import {
  deltaFinding,
  finding,
  numberFinding,
  openai,
  openresponses,
  sampleRun,
  scenario,
  usageFinding,
  verdict,
} from "./sample.testing.ts";

const run = sampleRun(
  [
    scenario("core/pass", [
      verdict({ verdict: "pass" }),
      verdict({ verdict: "pass", dialect: "openai" }),
    ]),
    scenario("core/fail", [
      verdict({ verdict: "fail", findings: [numberFinding, deltaFinding, usageFinding] }),
      verdict({ verdict: "warn", dialect: "openai", findings: [usageFinding] }),
    ]),
    scenario("core/error", [verdict({ verdict: "error", reason: "connection refused" })]),
    scenario("state/na", [verdict({ verdict: "n/a", reason: "not offered" })]),
    scenario("state/unsure", [verdict({ verdict: "inconclusive", reason: 'got "a" < b & c' })]),
  ],
  { dialects: [openresponses, openai] },
);

interface Parsed {
  testsuites: {
    testsuite: { "@_name": string; properties: unknown; testcase: Record<string, unknown>[] }[];
  } & Record<string, unknown>;
}

function parse(xml: string): Parsed {
  expect(XMLValidator.validate(xml)).toBe(true);
  const parser = new XMLParser({
    ignoreAttributes: false,
    trimValues: false,
    isArray: (name) => name === "testsuite" || name === "testcase",
  });
  return parser.parse(xml) as Parsed;
}

describe("the JUnit report", () => {
  const parsed = parse(junitReport(run, { strict: false }));
  const cases = new Map(
    parsed.testsuites.testsuite.flatMap((suite) =>
      suite.testcase.map((c) => [`${suite["@_name"]} ${String(c["@_name"])}`, c] as const),
    ),
  );

  it("says on each suite what the run was and cost, and the causes", () => {
    const others = causesOf(run).length - 1;
    for (const suite of parsed.testsuites.testsuite)
      expect(suite).toMatchObject({
        properties: {
          property: [
            { "@_name": "run.version", "@_value": "1.2.3" },
            { "@_name": "run.model", "@_value": "my-model" },
            { "@_name": "run.requests", "@_value": "12" },
            { "@_name": "run.inputTokens", "@_value": "1234" },
            { "@_name": "run.outputTokens", "@_value": "567" },
            {
              "@_name": "run.cause.1",
              "@_value": expect.stringMatching(
                /^text\/deltas-equal-done MUST.*: .* \(1 scenario/,
              ) as string,
            },
            ...Array.from({ length: others }, () => expect.anything() as unknown),
          ],
        },
      });
  });

  it("has a suite for each suite and dialect, with its counts", () => {
    expect(parsed.testsuites).toMatchObject({
      "@_tests": "7",
      "@_failures": "1",
      "@_errors": "1",
      "@_time": "4.200",
    });
    expect(parsed.testsuites.testsuite).toMatchObject([
      {
        "@_name": "core [openresponses]",
        "@_tests": "3",
        "@_failures": "1",
        "@_errors": "1",
        "@_skipped": "0",
      },
      {
        "@_name": "state [openresponses]",
        "@_tests": "2",
        "@_failures": "0",
        "@_errors": "0",
        "@_skipped": "2",
      },
      {
        "@_name": "core [openai]",
        "@_tests": "2",
        "@_failures": "0",
        "@_errors": "0",
        "@_skipped": "0",
      },
    ]);
  });

  it("tells a violation as a failure, with the rendering of the console", () => {
    const failed = cases.get("core [openresponses] core/fail");
    expect(failed).toMatchObject({
      "@_classname": "openresponses.core",
      failure: {
        "@_type": "sequence/present",
        "@_message": "response.created has no sequence_number (and 1 more)",
      },
    });
    const text = JSON.stringify(failed?.["failure"]).replaceAll('\\"', '"');
    expect(text).toContain("^ differs at character 13");
    expect(text).toContain('expected  "The weather is sunny"');
    expect(text).not.toContain("usage/plausible");
    expect(String(failed?.["system-out"])).toContain("WARN  usage/plausible");
  });

  it("tells what could not be tested as an error, and n/a and inconclusive as skipped with the reason", () => {
    expect(cases.get("core [openresponses] core/error")).toMatchObject({
      error: { "@_type": "not-tested", "@_message": "connection refused" },
    });
    expect(cases.get("state [openresponses] state/na")).toMatchObject({
      skipped: { "@_message": "n/a: not offered" },
    });
    expect(cases.get("state [openresponses] state/unsure")).toMatchObject({
      skipped: { "@_message": 'inconclusive: got "a" < b & c' },
    });
  });

  it("lets a warning pass, and counts it with --strict", () => {
    const name = "core [openai] core/fail";
    expect(cases.get(name)).not.toHaveProperty("failure");
    expect(cases.get(name)).toHaveProperty("system-out");
    const strict = parse(junitReport(run, { strict: true }));
    expect(strict.testsuites).toMatchObject({ "@_failures": "2" });
  });

  it("holds nothing that XML forbids, whatever an endpoint sends", () => {
    expect(escapeXml('a\u0000\u0008\u001b\ufffe\ud800<&>"b')).toBe("a&lt;&amp;&gt;&quot;b");
    expect(escapeXml("a\nb", true)).toBe("a&#10;b");
    const evil = "]]>\u001b[31m\u0000<script>&amp;\ud800";
    const hostile = sampleRun([
      scenario(`core/${evil}`, [
        verdict({
          verdict: "fail",
          findings: [
            finding({ ...deltaFinding, args: { type: evil }, expected: evil, actual: evil }),
          ],
        }),
      ]),
    ]);
    const xml = junitReport(hostile, { strict: false });
    parse(xml);
    expect(xml).not.toContain("\u001b");
    expect(xml).not.toContain("<script>");
  });

  it("is valid by the schema of the format", () => {
    for (const result of [
      run,
      sampleRun([]),
      sampleRun([scenario("core/a", [verdict({ verdict: "pass" })])]),
    ])
      expect(junitErrors(junitReport(result, { strict: true })) ?? "").toBe("");
    const broken = junitReport(run, { strict: false })
      .replaceAll("<failure ", "<failed ")
      .replaceAll("</failure>", "</failed>");
    expect(junitErrors(broken) ?? "failed").toContain("failed");
  });
});
