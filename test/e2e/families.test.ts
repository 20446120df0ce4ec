import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { cli } from "../support/cli.ts";
import { folder, reportOf, serving } from "../support/endpoints.ts";
import { junitErrors } from "../support/junit.ts";
import { findingsOf, resultsOf, rulesBroken } from "../support/results.ts";
import { families } from "./families.ts";

/** Runs the suite of a scenario against an endpoint, with all three reports. */
async function judged(url: string, suite: string, ...more: string[]) {
  const cwd = folder();
  const config = "provoke: { streamError: { model: reference-stream-error } }\n";
  writeFileSync(join(cwd, "responses-conformance.yaml"), config);
  const reports = ["console", "json=r.json", "junit=r.xml"].flatMap((name) => ["--reporter", name]);
  const run = await cli(["--base-url", url, "--suite", suite, ...reports, ...more], { cwd });
  const read = (name: string): string => readFileSync(join(cwd, name), "utf8");
  return { ...run, report: reportOf(read("r.json")), junit: read("r.xml") };
}

describe.each(Object.entries(families))("a server that breaks only this: %s", (_, cases) => {
  it.each(cases)("$fault is named as $rule", async (one) => {
    const { rule, also = [], expectedBy = [], scenario, event, type } = one;
    const suite = scenario.split("/")[0] ?? "";
    const url = await serving({ fault: one.fault });
    const { code, stdout, stderr, report, junit } = await judged(url, suite);
    expect({ code, stderr }).toEqual({ code: 1, stderr: "" });

    const broken = new Set(Object.keys(rulesBroken(report)));
    expect(broken).toEqual(new Set([rule, ...also]));
    const unmet = [...resultsOf(report)].filter(([, { expectations }]) => expectations.length > 0);
    expect(unmet.map(([id]) => id)).toEqual(expectedBy);
    const found = findingsOf(report).filter((finding) => finding.scenario === scenario);
    expect(found).toHaveLength(1);
    expect(found[0]).toMatchObject({
      rule,
      level: "must",
      consequences: [],
      expected: expect.stringContaining(one.expected) as string,
      actual: expect.stringContaining(one.actual) as string,
    });
    expect([found[0]?.event, found[0]?.eventType]).toEqual([event, type]);

    const head = stdout.slice(stdout.indexOf("\nFAIL  ") + 1).split("\n");
    expect(head[0]).toMatch(new RegExp(`^FAIL {2}${rule} {2}MUST {3}`));
    expect(stdout).toMatch(/\n {2}expected \S.*, actual \S/);
    expect(stdout).toMatch(/NOT CONFORMANT .*\(exit 1\)\n$/);
    expect(junit).toContain(`<failure type="${rule}" message="`);
    expect(junitErrors(junit) ?? "").toBe("");
  });
});

describe("the JUnit report of a run", () => {
  it("has an error for what could not be tested, and is valid", async () => {
    const url = await serving({ apiKey: "sk-the-right-one" });
    const { code, report, junit } = await judged(url, "core");
    expect(code).toBe(3);
    expect(new Set([...resultsOf(report).values()].map(({ verdict }) => verdict))).toEqual(
      new Set(["error"]),
    );
    expect(junit).toMatch(/<error type="not-tested" message="[^"]*401[^"]*">/);
    expect(junit).not.toContain("<failure");
    expect(junitErrors(junit) ?? "").toBe("");
  });

  it("has a skipped with the reason for what is not applicable, and is valid", async () => {
    const { code, junit } = await judged(await serving(), "errors", "--scenario", "errors/*-key");
    // Nothing else was asked for, so nothing was tested.
    expect(code).toBe(3);
    expect(junit.match(/<skipped message="n\/a: no API key is configured[^"]*"\/>/g)).toHaveLength(
      2,
    );
    expect(junitErrors(junit) ?? "").toBe("");
  });
});
