import { describe, expect, it } from "vitest";
import type { Dialect } from "../dialect/dialect.ts";
import type { Judgement, Level } from "../result/finding.ts";
import type { SchemaSet } from "../schema/index.ts";
import { createStreamState } from "../stream/state.ts";
import type { WireEvent } from "../wire/types.ts";
import { createJudge, RuleCrash } from "./engine.ts";
import { defineRule, type DialectRule, type Rule } from "./rule.ts";

const dialect = (levels: Record<string, Level> = {}): Dialect => ({
  name: "test",
  title: "Test",
  base: "openai",
  revision: "1",
  facts: {
    doneSentinel: "optional",
    unprefixedExtensions: true,
    reasoningEvent: "reasoning",
    ambientEvents: [],
    absentForNull: true,
    lanes: false,
  },
  levels,
  ignored: {},
  specs: {},
});
let validations = 0;
const schemas = {
  event: () => {
    validations += 1;
    return [];
  },
} as unknown as SchemaSet;
const event = (index: number, type = "response.x"): WireEvent => ({
  index,
  type,
  payload: { type },
  offset: 0,
  length: 0,
  frame: undefined,
  at: undefined,
  unterminated: false,
});

function judge(rules: Rule[], events: WireEvent[], levels: Record<string, Level> = {}): Judgement {
  const judge = createJudge({
    rules,
    dialects: [{ dialect: dialect(levels), schemas }],
    state: createStreamState(),
    exchange: { source: "capture", framed: false, request: undefined, step: undefined },
    session: undefined,
    isOwned: () => false,
  });
  for (const e of events) judge.event(e, undefined);
  const [judgement] = judge.end({ kind: "closed", detail: undefined, silentMs: undefined });
  if (!judgement) throw new Error("there is no judgement");
  return judgement;
}

type Extra = Partial<Pick<Rule, "requirement" | "yieldsTo">>;

const rule = (id: string, observe: DialectRule["observe"], extra: Extra = {}): Rule =>
  defineRule({
    perDialect: true,
    id,
    title: id,
    requirement: { openresponses: "must", openai: "must" },
    spec: [],
    messages: { bad: "bad" },
    observe,
    ...extra,
  });

const always = (id: string, extra: Extra = {}): Rule =>
  rule(
    id,
    ({ report, exercised }) => ({ every: (at) => (exercised(), report("bad", { at })) }),
    extra,
  );

describe("createJudge", () => {
  it("calls a rule for its event types only, and all of them at the end", () => {
    const seen: string[] = [];
    const spy = rule("a/a", () => ({
      "response.x": (e) => void seen.push(`x${e.index}`),
      every: (e) => void seen.push(`every${e.index}`),
      end: ({ kind }) => void seen.push(kind),
    }));
    judge([spy], [event(0), event(1, "response.y")]);
    expect(seen).toEqual(["x0", "every0", "every1", "closed"]);
  });

  it("folds repeats of a finding, keeps the first one's evidence, and keeps keys apart", () => {
    const keyed = rule("a/a", ({ report }) => ({
      every: (at) => report("bad", { at, key: String(at.index % 2) }),
    }));
    const { findings } = judge([keyed], [event(0), event(1), event(2)]);
    expect(findings.map(({ event: e, count }) => [e, count])).toEqual([
      [0, 2],
      [1, 1],
    ]);
  });

  it("counts how often a rule evaluated its subject", () => {
    expect(judge([always("a/a"), rule("b/b", () => ({}))], [event(0), event(1)]).exercised).toEqual(
      { "a/a": 2 },
    );
  });

  it("takes the level of the dialect, and lowers but never raises it for one finding", () => {
    const soft = rule("a/a", ({ report }) => ({
      every: (at) => report("bad", { at, level: "should" }),
    }));
    const levels = (own: Record<string, Level>): string[] =>
      judge([soft], [event(0)], own).findings.map((f) => f.level);
    expect(levels({})).toEqual(["should"]);
    expect(levels({ "a/a": "may" })).toEqual(["may"]);
    expect(levels({ "a/a": "off" })).toEqual([]);
  });

  it("folds what another finding explains under it, through several steps, but never under a weaker one", () => {
    const rules = [
      always("c/c", { yieldsTo: ["b/b"] }),
      always("b/b", { yieldsTo: ["a/a"] }),
      always("a/a"),
    ];
    const { findings } = judge(rules, [event(0)]);
    expect(findings.map((f) => f.rule)).toEqual(["a/a"]);
    expect(findings[0]?.consequences.map((c) => c.rule).toSorted()).toEqual(["b/b", "c/c"]);
    const weak = judge(rules, [event(0)], { "a/a": "should" }).findings;
    expect(weak.map((f) => f.rule).toSorted()).toEqual(["a/a", "b/b"]);
  });

  it("folds what explains the rest only under another one that does, and that its rule yields to", () => {
    const explains = (id: string, yieldsTo: string[] = []): Rule =>
      rule(id, ({ report }) => ({ every: (at) => report("bad", { at, explainsRest: true }) }), {
        yieldsTo,
      });
    const roots = (...rules: Rule[]): string[] =>
      judge(rules, [event(0)]).findings.map((f) => f.rule);
    expect(roots(explains("b/b"), explains("a/a"))).toEqual(["b/b", "a/a"]);
    expect(roots(explains("b/b", ["a/a"]), explains("a/a"), always("c/c"))).toEqual(["a/a"]);
    expect(roots(explains("b/b", ["a/a"]), always("a/a"))).toEqual(["b/b"]);
  });

  it("validates an event once for all rules", () => {
    validations = 0;
    const asks = (id: string): Rule =>
      rule(id, ({ violations }) => ({ every: (e) => void violations(e) }));
    judge([asks("a/a"), asks("b/b")], [event(0), event(1)]);
    expect(validations).toBe(2);
  });

  it("names the rule that crashed", () => {
    const broken = rule("a/broken", () => ({
      every: () => {
        throw new Error("oops");
      },
    }));
    expect(() => judge([broken], [event(0)])).toThrow(RuleCrash);
    expect(() => judge([broken], [event(0)])).toThrow("rule a/broken failed: oops");
  });

  it("shows the events of the evidence, gaps marked, with a caret where the texts part", () => {
    const text = (index: number, type: string, fields: Record<string, string>): WireEvent => ({
      ...event(index, type),
      payload: { type, ...fields },
    });
    const first = text(0, "response.output_text.delta", { delta: "ab" });
    const done = text(5, "response.output_text.done", { text: "axc" });
    const points = rule("a/a", ({ report }) => ({
      "response.output_text.done": (at) =>
        report("bad", { at, related: [undefined, first], differsAt: 1 }),
    }));
    expect(judge([points], [done]).findings[0]?.excerpt).toEqual([
      { event: 0, type: "response.output_text.delta", text: '"ab"' },
      { event: undefined, type: "", text: "... 4 more events" },
      {
        event: 5,
        type: "response.output_text.done",
        text: '"axc"',
        caret: { column: 2, note: "differs at character 2" },
      },
    ]);
  });

  it("shows a window around a difference far into a text", () => {
    const long = `${"a".repeat(500)}X${"b".repeat(500)}`;
    const done: WireEvent = {
      ...event(0, "response.output_text.done"),
      payload: { type: "response.output_text.done", text: long },
    };
    const points = rule("a/a", ({ report }) => ({
      every: (at) => report("bad", { at, differsAt: 500 }),
    }));
    const line = judge([points], [done]).findings[0]?.excerpt[0];
    expect(line?.text.length).toBeLessThan(80);
    expect(line?.text[line.caret?.column ?? 0]).toBe("X");
  });
});
