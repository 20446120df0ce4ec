import { describe, expect, it } from "vitest";
import type { Finding } from "../result/finding.ts";
import { finding } from "../report/sample.testing.ts";
import type { StepOutcome } from "../result/conclude.ts";
import { judgeScenario } from "./verdict.ts";

const outcome = (over: Partial<StepOutcome>): StepOutcome => ({
  step: "ask",
  judgements: [],
  checked: true,
  ...over,
});
const found = (...findings: Finding[]): StepOutcome =>
  outcome({ judgements: [{ dialect: "openai", findings, exercised: { "a/a": 1 }, exchange: 0 }] });
const judge = (steps: StepOutcome[], except: { rule: string; why: string }[] = []) =>
  judgeScenario("openai", { except }, steps);

describe("judgeScenario", () => {
  it("tells a wrong status once: what is expected of it is left out where a rule found as much", () => {
    const failure = (what: string, level: "must" | "should") => ({
      step: "ask",
      what,
      message: "status is 200",
      expected: "400",
      actual: "200",
      level,
      place: "a.yaml:1:1",
    });
    const left = (
      rule: string,
      level: "must" | "should",
      ...failures: ReturnType<typeof failure>[]
    ) =>
      judge([{ ...found(finding({ rule, messageId: "bad", level })), failures }]).expectations.map(
        ({ what }) => what,
      );
    const both = [failure("status", "must"), failure("body /error/code", "must")];
    expect(left("http/error-status", "must", ...both)).toEqual(["body /error/code"]);
    expect(left("http/success", "must", failure("status", "should"))).toEqual([]);
    expect(left("http/error-status", "should", failure("status", "must"))).toEqual(["status"]);
    expect(left("http/error-status", "should", failure("status", "should"))).toEqual([]);
    expect(left("http/error-body", "must", failure("status", "must"))).toEqual(["status"]);
    const endless = (messageId: string): string[] =>
      judge([
        {
          ...found(finding({ rule: "lifecycle/terminal-present", messageId, level: "must" })),
          failures: ["text", "calls", "response /status", "header x"].map((what) =>
            failure(what, "must"),
          ),
        },
      ]).expectations.map(({ what }) => what);
    expect(endless("missing")).toEqual(["header x"]);
    expect(endless("another")).toHaveLength(4);
    const elsewhere = [{ ...failure("status", "must"), step: "again" }];
    const broken = found(finding({ rule: "http/error-status", messageId: "bad", level: "must" }));
    expect(
      judge([broken, outcome({ step: "again", failures: elsewhere })]).expectations,
    ).toHaveLength(1);
  });
});
