import { describe, expect, it } from "vitest";
import {
  finding,
  openai,
  openresponses,
  sampleRules,
  sampleRun,
  scenario,
  verdict,
} from "../report/sample.testing.ts";
import { faultTrial, variantTrial } from "./trial.ts";
import type { RunResult } from "./run.ts";
import type { Level } from "./finding.ts";

const rule = "sequence/present";
const fault = { id: "a-fault", title: "It breaks something.", breaks: rule };

/** A run that found the rule broken in some dialects, where it is as binding as told. */
function found(inDialects: string[], levels: Record<string, Level> = {}): RunResult {
  const results = [openresponses, openai].map(({ name }) =>
    inDialects.includes(name)
      ? verdict({
          dialect: name,
          verdict: "fail",
          findings: [finding({ rule, messageId: "missing" })],
        })
      : verdict({ dialect: name, verdict: "pass" }),
  );
  return sampleRun([scenario("core/a", results)], {
    dialects: [openresponses, openai],
    rules: sampleRules.map((info) => ({
      ...info,
      requirement: { openresponses: "must", openai: "must", ...levels },
    })),
  });
}

describe("the trial of a fault", () => {
  it("asks every dialect that has the rule to name it", () => {
    expect(faultTrial(fault, found(["openresponses", "openai"]))).toMatchObject({
      passed: true,
      silentIn: [],
      rules: [rule],
    });
    expect(faultTrial(fault, found(["openai"]))).toMatchObject({
      passed: false,
      silentIn: ["openresponses"],
    });
    expect(faultTrial(fault, found(["openai"], { openresponses: "should" })).passed).toBe(false);
    for (const level of ["may", "off"] as const)
      expect(faultTrial(fault, found(["openai"], { openresponses: level })).passed).toBe(true);
  });

  it("does not ask those in which it is legal, but some dialect must name it", () => {
    const legalIn = ["openresponses"];
    expect(faultTrial({ ...fault, legalIn }, found(["openai"])).passed).toBe(true);
    expect(faultTrial({ ...fault, legalIn }, found([])).passed).toBe(false);
    expect(faultTrial(fault, found([], { openresponses: "off", openai: "off" })).passed).toBe(
      false,
    );
  });

  it("is passed by the scenario that it breaks, or by not being tested where that is right", () => {
    const unmet = {
      step: "ask",
      what: "status",
      message: "status is 200",
      expected: "400",
      actual: "200",
      level: "must" as const,
      place: "a.yaml:1:1",
    };
    const run = sampleRun([
      scenario("errors/a", [verdict({ verdict: "fail", expectations: [unmet] })]),
      scenario("core/a", [verdict({ verdict: "error", reason: "no answer" })]),
    ]);
    expect(faultTrial({ ...fault, breaks: "errors/a" }, run)).toMatchObject({
      passed: true,
      scenarios: ["errors/a"],
      untested: ["core/a: no answer"],
    });
    expect(faultTrial({ ...fault, breaks: "errors/b" }, run).passed).toBe(false);
    expect(faultTrial({ ...fault, breaks: "error" }, run).passed).toBe(true);
  });
});

describe("the trial of a conforming variant", () => {
  it("is passed when nothing speaks against it", () => {
    const variant = { id: "a-variant", title: "It is legal." };
    expect(variantTrial(variant, found([])).passed).toBe(true);
    expect(variantTrial(variant, found(["openai"])).passed).toBe(false);
  });
});
