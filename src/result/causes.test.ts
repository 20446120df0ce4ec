import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { assetPath } from "../assets/assets.ts";
import {
  finding,
  numberFinding,
  openai,
  openresponses,
  sampleRun,
  scenario,
  usageFinding,
  verdict,
} from "../report/sample.testing.ts";
import { faultsOfRule } from "../rules/faults.ts";
import { rules } from "../rules/index.ts";
import { causesOf, countCauses } from "./causes.ts";
import { breaking } from "./impact.ts";
import type { Finding, RuleInfo } from "./finding.ts";
import type { ScenarioResult, StepFinding } from "./run.ts";
import { shapes } from "./shapes.ts";

const infos = rules.map(({ id, title, messages, requirement, spec }): RuleInfo => ({
  id,
  title,
  messages: { ...messages },
  requirement,
  spec,
}));
const fails = (id: string, ...findings: StepFinding[]): ScenarioResult =>
  scenario(id, [verdict({ verdict: "fail", findings })]);
const causes = (...scenarios: ScenarioResult[]) => causesOf(sampleRun(scenarios, { rules: infos }));

const leftOut = (fields: string, rest: Partial<Finding> = {}): StepFinding =>
  finding({
    rule: "schema/response",
    messageId: "left-out",
    args: { fields, count: fields.split(", ").length },
    ...rest,
  });
const echo = (field: string): StepFinding =>
  finding({
    rule: "echo/request",
    messageId: "differs",
    args: { field },
    key: field,
    expected: `the ${field} that was sent`,
    actual: "nothing",
  });

describe("the causes of a run", () => {
  it("name the fields that are left out, over all rules and messages that notice it, once", () => {
    const absent = finding({
      rule: "lifecycle/failed-has-error",
      messageId: "absent",
      pointer: "/response/error",
    });
    const [cause, ...others] = causes(
      fails("core/a", leftOut("error, incomplete_details")),
      fails("core/b", absent),
    );
    expect(others).toEqual([]);
    expect(cause).toMatchObject({
      sort: "shape",
      message: "nulls are left out of the response: error, incomplete_details",
      scenarios: ["core/a", "core/b"],
      count: 2,
    });
  });

  it("tell a bare response object from one without a few fields", () => {
    const fields = Array.from({ length: 20 }, (_, at) => `field${at}`).join(", ");
    expect(causes(fails("core/a", leftOut(fields)))[0]?.message).toBe(
      "the response object is bare: it has no field0, field1, field2, field3, field4, field5, field6, field7 and 12 more",
    );
  });

  it("count exactly the message of the headline, whose evidence is one of the counted", () => {
    const [cause] = causes(
      fails("core/a", echo("metadata"), echo("tool_choice")),
      fails("core/b", echo("tool_choice")),
      fails("core/c", echo("tool_choice")),
    );
    expect(cause).toMatchObject({
      message: "tool_choice in the response differs from the request",
      scenarios: ["core/a", "core/b", "core/c"],
      count: 3,
      first: { message: cause?.message, scenario: { id: "core/a" } },
      others: [
        {
          message: "metadata in the response differs from the request",
          scenarios: ["core/a"],
          count: 1,
        },
      ],
    });
    expect(cause?.first.finding?.expected).toBe("the tool_choice that was sent");
  });

  it("have the level of each dialect at each case", () => {
    const run = sampleRun(
      [
        scenario("core/a", [
          verdict({ verdict: "fail", findings: [{ ...usageFinding, level: "must" }] }),
          verdict({ verdict: "warn", dialect: "openai", findings: [usageFinding] }),
        ]),
      ],
      { dialects: [openresponses, openai] },
    );
    const [cause] = causesOf(run);
    expect([...(cause?.levels ?? [])]).toEqual([
      ["openresponses", "must"],
      ["openai", "should"],
    ]);
    // Both dialects mind the same exchange: it was seen once.
    expect(cause?.count).toBe(1);
    expect(countCauses(run, "openai", false)).toEqual({ causes: 0, findings: 0 });
    expect(countCauses(run, "openai", true)).toEqual({ causes: 1, findings: 1 });
  });

  it("begin with what breaks clients, and end with what is left out, however often", () => {
    const lost = finding({ rule: "text/deltas-equal-done", messageId: "differs" });
    const many = Array.from({ length: 5 }, (_, at) =>
      fails(`core/${at}`, numberFinding, echo("metadata")),
    );
    const order = causes(...many, fails("core/last", lost)).map(({ first }) => first.id);
    expect(order).toEqual(["text/deltas-equal-done", "echo/request", "sequence/present"]);
  });

  it("take a wrong status for the same mistake, whatever else was expected", () => {
    const status = (message: string): ScenarioResult =>
      scenario("errors/a", [
        verdict({
          verdict: "fail",
          expectations: [
            {
              step: "ask",
              what: "status",
              message,
              expected: "",
              actual: "",
              level: "must",
              place: "",
            },
          ],
        }),
      ]);
    const told = causes(
      status("status is 200, expected at least 400 and at most 499"),
      status("status is 200, expected at least 400"),
      status("status is 500, expected at least 400 and at most 499"),
    );
    expect(told.map(({ message, others }) => [message, others.length])).toEqual([
      ["status is 200, expected at least 400 and at most 499", 1],
      ["status is 500, expected at least 400 and at most 499", 0],
    ]);
  });

  it("say which scenarios an ignored capability keeps from being tested", () => {
    const ignored = {
      step: "probe",
      what: "capability tools",
      message: "the capability tools is accepted and ignored: no call",
      expected: "a call",
      actual: "no call",
      level: "must" as const,
      place: "",
    };
    const lacking = scenario("tools/a", [verdict({ verdict: "n/a", lacks: "tools" })]);
    const probe = scenario("capability/tools", [
      verdict({ verdict: "fail", expectations: [ignored] }),
    ]);
    expect(causes(probe, lacking)).toMatchObject([{ sort: "ignored", blocked: ["tools/a"] }]);
    // A capability that is required is a finding in each scenario that needs it.
    const required = scenario("tools/a", [verdict({ verdict: "fail", expectations: [ignored] })]);
    expect(causes(required)).toMatchObject([{ sort: "finding", blocked: [] }]);
  });

  it("leave out what is waived, and keep what the same mistake violates besides", () => {
    const consequences = [{ rule: "item/done-equals-output", messageId: "differs", count: 2 }];
    const [cause, ...others] = causes(
      fails("core/a", { ...echo("tools"), consequences }),
      fails("core/b", { ...numberFinding, waived: "known" }),
    );
    expect(others).toEqual([]);
    expect([...(cause?.follows ?? [])]).toEqual([["item/done-equals-output", 2]]);
  });
});

describe("the data of causes", () => {
  it("names only messages that rules have", () => {
    const known = new Set(
      rules.flatMap((rule) => Object.keys(rule.messages).map((id) => `${rule.id} ${id}`)),
    );
    const named = [...shapes.map(({ messages }) => messages), breaking].flatMap((table) =>
      Object.entries(table).flatMap(([rule, ids]) => ids.map((id) => `${rule} ${id}`)),
    );
    expect(named.filter((one) => !known.has(one))).toEqual([]);
  });

  it("knows as breaking what clients were seen to break on", () => {
    const seen = JSON.parse(readFileSync(assetPath("src", "guide", "seen.json"), "utf8")) as Record<
      string,
      { fault: string; does: string }[]
    >;
    const found = Object.entries(seen).flatMap(([rule, sights]) =>
      sights
        .filter(({ does }) => /^(fails|shows|calls|ends|returns)\b/.test(does))
        .flatMap(({ fault }) =>
          (faultsOfRule(rule).find(({ name }) => name === fault)?.finds ?? []).map(
            (id) => `${rule} ${id}`,
          ),
        ),
    );
    const listed = Object.entries(breaking).flatMap(([rule, ids]) =>
      ids.map((id) => `${rule} ${id}`),
    );
    expect(listed.toSorted()).toEqual([...new Set(found)].toSorted());
  });
});
