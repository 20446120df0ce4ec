import { describe, expect, it } from "vitest";
import { badgeReport } from "./badge.ts";
import { consoleReport } from "./console.ts";
import { junitReport } from "./junit.ts";
import { githubReport } from "./github.ts";
import { markdownReport, markdownText } from "./markdown.ts";
import { ndjsonReport } from "./ndjson.ts";
import {
  deltaFinding,
  openai,
  openresponses,
  options,
  sampleRun,
  scenario,
  usageFinding,
  verdict,
} from "./sample.testing.ts";
import { tapReport } from "./tap.ts";

const nasty = "50% `x` | <b>@you</b> # \u001b[31m\r\n::error::no";
const run = sampleRun(
  [
    scenario("core/pass", [verdict({ verdict: "pass" })]),
    scenario("core/fail", [verdict({ verdict: "fail", findings: [deltaFinding, usageFinding] })], {
      file: "suites/mine.yaml",
    }),
    scenario("core/known", [
      verdict({
        verdict: "fail",
        findings: [{ ...deltaFinding, waived: "until May # soon" }],
      }),
    ]),
    scenario("core/expect", [
      verdict({
        verdict: "fail",
        expectations: [
          {
            step: "ask",
            what: "status",
            message: nasty,
            expected: "200",
            actual: "500",
            level: "must",
            place: "my-suite/a,b.yaml:7:9",
          },
        ],
      }),
    ]),
    scenario("state/na", [verdict({ verdict: "n/a", reason: "not offered #1" })]),
    scenario("state/lost", [verdict({ verdict: "error", reason: nasty })]),
  ],
  {
    dialects: [openresponses],
    waivers: [
      {
        rule: "text/deltas-equal-done",
        scenario: "core/known",
        reason: "until May # soon",
        until: undefined,
        issue: undefined,
        place: "w.yaml:1:3",
        state: "used",
      },
      {
        rule: "usage/plausible",
        scenario: undefined,
        reason: "gone",
        until: undefined,
        issue: undefined,
        place: "w.yaml:4:3",
        state: "stale",
      },
    ],
  },
);
const failing = options({ exitCode: 1 });
const clean = sampleRun([scenario("core/pass", [verdict({ verdict: "pass" })])]);

describe("the TAP report", () => {
  it("is TAP 14", () => {
    expect(tapReport(run, { strict: false })).toMatchSnapshot();
    expect(tapReport(clean, { strict: false })).toBe(
      "TAP version 14\n1..1\nok 1 - core/pass [openresponses]\n",
    );
    expect(tapReport(sampleRun([]), { strict: false })).toContain("1..0 # SKIP");
    const partial = tapReport({ ...clean, partial: "interrupted" }, { strict: false });
    expect(partial.split("\n").at(-2)).toBe("Bail out! This run is not complete: interrupted");
  });

  it("counts what SHOULD be done with strict only", () => {
    const warned = sampleRun([
      scenario("a/b", [verdict({ verdict: "warn", findings: [usageFinding] })]),
    ]);
    expect(tapReport(warned, { strict: false })).toMatch(/^ok 1 /m);
    expect(tapReport(warned, { strict: true })).toMatch(/^not ok 1 /m);
  });
});

describe("the GitHub report", () => {
  it("is one annotation a line, whatever an endpoint sends", () => {
    const text = githubReport(run, failing);
    expect(text).toMatchSnapshot();
    const lines = text.trimEnd().split("\n");
    for (const line of lines) expect(line).toMatch(/^::(error|warning|notice)( [^:]*)?::/);
    // A place in the user's checkout is named, with what has a meaning in a property encoded.
    expect(text).toContain("::error file=my-suite/a%2Cb.yaml,line=7,col=9,title=");
    expect(text).toContain("50%25");
  });

  it("names no file for a scenario that ships: no checkout has it", () => {
    const file = "responses-conformance:suites/core/x.yaml";
    const shipped = sampleRun([
      scenario("core/x", [verdict({ verdict: "fail", findings: [deltaFinding] })], { file }),
    ]);
    expect(githubReport(shipped, failing)).toMatch(/^::error title=/);
  });

  it("says in a notice that all is well", () => {
    expect(githubReport(clean, options())).toBe(
      "::notice title=responses-conformance::CONFORMANT to Open Responses 2026-04-24 (exit 0)\n",
    );
  });
});

describe("the Markdown report", () => {
  it("shows what was tested, what failed and what was not tested", () => {
    expect(markdownReport(run, failing)).toMatchSnapshot("failing");
    expect(markdownReport(clean, options())).toMatchSnapshot("clean");
  });

  it("lets no text of an endpoint act as markup", () => {
    expect(markdownText("<img> [a](b) `c` @me |x|")).toBe(
      String.raw`&lt;img&gt; \[a\]\(b\) \`c\` &#64;me \|x\|`,
    );
    const outside = markdownReport(run, failing).replaceAll(/^```[\s\S]*?^```/gm, "");
    expect(outside).toContain("&#64;you");
    expect(outside).not.toContain("@you");
    expect(outside).not.toContain("<b>&#64;");
    const fenced = sampleRun([
      scenario("a/b", [
        verdict({ verdict: "fail", findings: [{ ...deltaFinding, actual: "```` four" }] }),
      ]),
    ]);
    expect(markdownReport(fenced, failing)).toContain("\n`````text\n");
  });
});

describe("the NDJSON report", () => {
  const lines = ndjsonReport(run, { exitCode: 1 })
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  it("has a scenario a line between header and footer", () => {
    expect(lines.map(({ type }) => type)).toEqual([
      "header",
      ...run.scenarios.map(() => "scenario"),
      "footer",
    ]);
    expect(lines[0]).toMatchObject({
      format: 2,
      command: "run",
      rules: expect.any(Array) as unknown,
    });
    expect(lines.slice(1, -1).map(({ id }) => id)).toEqual(run.scenarios.map(({ id }) => id));
    expect(lines.at(-1)).toMatchObject({ scenarios: 6, exitCode: 1, requests: 12 });
  });
});

describe("the badge", () => {
  it("says what the run came to", () => {
    const badge = (exitCode: number, of = run): unknown =>
      JSON.parse(badgeReport(of, { exitCode }));
    const label = "Open Responses 2026-04-24";
    const red = {
      schemaVersion: 1,
      label,
      message: "2 failed, 1 passed",
      color: "red",
      isError: true,
    };
    expect(badge(1)).toEqual(red);
    expect(badge(0, clean)).toEqual({
      schemaVersion: 1,
      label,
      message: "conformant, 1 passed",
      color: "brightgreen",
      isError: false,
    });
    expect(badge(3, clean)).toMatchObject({
      message: "not tested",
      color: "lightgrey",
      isError: true,
    });
    expect(badge(1, clean)).toMatchObject({ message: "not conformant" });
  });
});

it("all name the dialect, where there are several", () => {
  const both = sampleRun(
    [
      scenario("a/b", [
        verdict({ verdict: "pass" }),
        verdict({ verdict: "fail", dialect: "openai", findings: [deltaFinding] }),
      ]),
    ],
    { dialects: [openresponses, openai] },
  );
  expect(tapReport(both, { strict: false })).toContain("not ok 2 - a/b [openai]");
  expect(markdownReport(both, failing)).toContain("MUST openai");
  expect(githubReport(both, failing)).toContain("MUST openai");
});

describe("a run that ended early", () => {
  const cut = sampleRun([scenario("core/pass", [verdict({ verdict: "pass" })])], {
    partial: `interrupted ${nasty}`,
  });
  const early = "This run is not complete: interrupted 50%";
  it.each([
    ["console", consoleReport(cut, options({ exitCode: 3 }))],
    ["junit", junitReport(cut, options({ exitCode: 3 }))],
    ["markdown", markdownReport(cut, options({ exitCode: 3 })).replaceAll("\\", "")],
    ["github", githubReport(cut, options({ exitCode: 3 })).replaceAll("%25", "%")],
    ["tap", tapReport(cut, options({ exitCode: 3 }))],
  ])("is told as one by %s", (_, text) => {
    expect(text).toContain(early);
    expect(text).not.toContain("\u001b");
  });

  it("is an error in JUnit, and a stale waiver a failure", () => {
    const stale = {
      ...cut,
      waivers: [
        {
          rule: "usage/arithmetic",
          scenario: undefined,
          reason: "r",
          until: undefined,
          issue: undefined,
          place: "w.yaml:4:3",
          state: "stale" as const,
        },
      ],
    };
    const text = junitReport(stale, options({ exitCode: 1 }));
    expect(text).toMatch(/^<testsuites name="[^"]*" tests="3" failures="1" errors="1"/m);
    expect(text).toContain(
      '<failure type="stale-waiver" message="w.yaml:4:3: nothing violates this rule any more; remove the waiver',
    );
    expect(junitReport({ ...cut, partial: undefined }, options())).not.toContain("the run");
  });
});
