import { describe, expect, it } from "vitest";
import { finding } from "../report/sample.testing.ts";
import { conclude, nothingExercised, type StepOutcome } from "./conclude.ts";
import type { Finding } from "./finding.ts";

const outcome = (over: Partial<StepOutcome>): StepOutcome => ({
  step: "ask",
  judgements: [],
  checked: true,
  ...over,
});
const found = (...findings: Finding[]): StepOutcome =>
  outcome({ judgements: [{ dialect: "openai", findings, exercised: { "a/a": 1 }, exchange: 0 }] });
const judge = (steps: StepOutcome[], except: { rule: string; why: string }[] = []) =>
  conclude("openai", steps, { except, fold: true });

describe("conclude", () => {
  it("keeps findings about different fields apart, and counts the same one of several attempts once", () => {
    const missing = (key: string): Finding => finding({ rule: "a/a", messageId: "missing", key });
    const step = found(missing("tools"), missing("text"));
    const again = found(missing("tools"));
    step.judgements.push(...again.judgements);
    expect(judge([step]).findings.map(({ key, count }) => [key, count])).toEqual([
      ["tools", 2],
      ["text", 1],
    ]);
  });

  it("puts a broken MUST above what could not be tested, that above what the model did not do, and that above a pass", () => {
    const broken = finding({ rule: "a/a", messageId: "bad", level: "must" });
    const advice = finding({ rule: "a/a", messageId: "bad", level: "should" });
    const error = outcome({ error: "unreachable" });
    const inconclusive = outcome({ inconclusive: "no call came" });
    const verdicts = (...steps: StepOutcome[]): string => judge(steps).verdict;
    expect(verdicts(found(broken), error, inconclusive)).toBe("fail");
    expect(verdicts(found(advice), error, inconclusive)).toBe("error");
    expect(verdicts(found(advice), inconclusive)).toBe("inconclusive");
    expect(verdicts(found(advice))).toBe("warn");
    expect(verdicts(found())).toBe("pass");
    expect(verdicts(outcome({}))).toBe("pass");
  });

  it("says beside a failure what could not be judged", () => {
    const broken = finding({ rule: "a/a", messageId: "bad", level: "must" });
    const inconclusive = outcome({ inconclusive: "step ask: asked 2 times for a call, got text" });
    const error = outcome({ error: "unreachable" });
    expect(judge([found(broken)])).not.toHaveProperty("open");
    expect(judge([found(broken), inconclusive]).open).toBe(
      "step ask: asked 2 times for a call, got text",
    );
    expect(judge([found(broken), inconclusive, error]).open).toBe("unreachable");
    expect(judge([found(), inconclusive])).not.toHaveProperty("open");
  });

  it("does not count what the scenario excepts, and says how often it was seen", () => {
    const broken = finding({ rule: "a/a", messageId: "bad", count: 3 });
    const { verdict, findings, excepted } = judge([found(broken)], [{ rule: "a/a", why: "known" }]);
    expect([verdict, findings, excepted]).toEqual([
      "pass",
      [],
      [{ rule: "a/a", why: "known", count: 3 }],
    ]);
  });

  it("says in one wording that nothing was judged", () => {
    const untested = { verdict: "inconclusive", reason: nothingExercised() };
    expect(judge([])).toMatchObject(untested);
    expect(judge([outcome({ checked: false })])).toMatchObject(untested);
    const odd = finding({ rule: "a/a", messageId: "bad", level: "may" });
    const line = outcome({
      checked: false,
      judgements: [{ dialect: "openai", findings: [odd], exercised: {}, exchange: 0 }],
    });
    expect(judge([line])).toMatchObject(untested);
    const elsewhere = {
      dialect: "openresponses",
      findings: [],
      exercised: { "a/a": 1 },
      exchange: 0,
    };
    expect(judge([outcome({ checked: false, judgements: [elsewhere] })])).toMatchObject(untested);
    expect(nothingExercised("MUST rule")).toMatch(/^no MUST rule was exercised: .*\. Check that /);
  });

  it("adds up what was exercised, and says on which exchange of a step a finding was made first", () => {
    const bad = finding({ rule: "a/a", messageId: "bad" });
    const judgement = { dialect: "openai", exercised: { "a/a": 2, "b/b": 1 } };
    const result = judge([
      outcome({ judgements: [{ ...judgement, findings: [], exchange: 0 }] }),
      outcome({ judgements: [{ ...judgement, findings: [bad], exchange: 3 }] }),
      outcome({ step: "later", judgements: [{ ...judgement, findings: [bad], exchange: 0 }] }),
    ]);
    expect(result.exercised).toEqual({ "a/a": 6, "b/b": 3 });
    expect(result.findings.map(({ step, exchange }) => [step, exchange])).toEqual([
      ["ask", 3],
      ["later", undefined],
    ]);
  });

  it("keeps the findings of captured exchanges apart", () => {
    const bad = finding({ rule: "a/a", messageId: "bad" });
    const judgements = [0, 1].map((exchange) => ({
      dialect: "openai",
      findings: [bad],
      exercised: {},
      exchange,
    }));
    const { findings } = conclude("openai", [{ step: "ask", judgements }]);
    expect(findings.map(({ exchange, count }) => [exchange, count])).toEqual([
      [undefined, 1],
      [1, 1],
    ]);
  });

  it("tells a broken answer by the finding on it, or else by itself; a time limit of ours is no fault", () => {
    const failure = {
      step: "ask",
      what: "end of the answer",
      message: "cut",
      expected: "an end",
      actual: "cut",
      level: "must" as const,
      place: "",
    };
    const broken = { detail: "cut", failure, byTimeLimit: false };
    const must = finding({ rule: "a/a", messageId: "bad", level: "must" });
    expect(judge([{ ...found(must), broken, failures: [failure] }]).expectations).toEqual([]);
    expect(judge([outcome({ broken })])).toMatchObject({
      verdict: "fail",
      expectations: [failure],
    });
    expect(judge([outcome({ broken: { ...broken, byTimeLimit: true } })])).toMatchObject({
      verdict: "error",
      reason: "step ask: cut",
    });
  });
});
