import { createHash } from "node:crypto";
import { HtmlValidate } from "html-validate";
import { describe, expect, it } from "vitest";
import { exitCodes, type RunResult } from "../../result/run.ts";
import {
  deltaFinding,
  openai,
  openresponses,
  options,
  sampleRun,
  scenario,
  verdict,
} from "../sample.testing.ts";
import { failuresOf } from "./failures.ts";
import { htmlReport } from "./html.ts";
import { matrixData } from "./matrix.ts";
import { hostileSample, htmlSample } from "./sample.testing.ts";

const failing = options({ exitCode: exitCodes.violation });
const sample = htmlReport(htmlSample(), failing);

/** What the elements of a page are: tags with their ids and roles, indented, and the text of headings; no data. */
function outline(html: string): string {
  const body = html.slice(html.indexOf("<body"), html.indexOf('<script type="application/json"'));
  const lines: string[] = [];
  let depth = 0;
  const wanted = /^(header|main|nav|section|search|dialog|table|details|h\d|select|canvas|ol)$/;
  for (const [whole, close, tag = "", rest = "", text = ""] of body.matchAll(
    /<(\/?)([a-z]\w*)([^>]*)>([^<]*)/g,
  )) {
    if (!wanted.test(tag)) continue;
    if (close === "/") {
      depth -= 1;
      continue;
    }
    const shown = [...rest.matchAll(/ (id|role|aria-\w+|open|name)(="[^"]*")?/g)].map(
      ([one]) => one,
    );
    lines.push(`${"  ".repeat(depth)}${tag}${shown.join("")}${/^h\d/.test(tag) ? ` ${text}` : ""}`);
    if (!whole.startsWith("<input")) depth += 1;
  }
  return lines.join("\n");
}

/** The blocks of data of a page, by id. */
const blocks = (html: string): Map<string, unknown> =>
  new Map(
    Array.from(
      html.matchAll(/<script type="application\/json" id="([^"]*)">(.*?)<\/script>/gs),
      ([, id = "", text = ""]) => [id, JSON.parse(text) as unknown],
    ),
  );

describe("the HTML report", () => {
  it("is built like this", () => {
    expect(outline(sample)).toMatchSnapshot();
  });

  it("is valid HTML", async () => {
    const validator = new HtmlValidate({
      extends: ["html-validate:recommended"],
      rules: {
        // An id is the fragment that leads to it, with slashes as in the id of a rule.
        "valid-id": ["error", { relaxed: true }],
        // Lines as long as their data.
        "long-title": "off",
        "no-trailing-whitespace": "off",
        "require-sri": "off",
        "no-inline-style": "error",
      },
    });
    for (const run of [htmlSample(), hostileSample(), sampleRun([])]) {
      const { results } = await validator.validateString(htmlReport(run, failing));
      expect(
        results.flatMap(({ messages }) =>
          messages.map(
            ({ ruleId, message, line, column }) => `${line}:${column} ${ruleId}: ${message}`,
          ),
        ),
      ).toEqual([]);
    }
  });

  it("allows its own script and style, and nothing else", () => {
    const [, policy = ""] = /Content-Security-Policy" content="([^"]*)"/.exec(sample) ?? [];
    const sha = (text = ""): string =>
      `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
    const [, script] = /<script>(.*?)<\/script>/s.exec(sample) ?? [];
    const [, style] = /<style>(.*?)<\/style>/s.exec(sample) ?? [];
    expect(policy.split("; ")).toEqual([
      "default-src 'none'",
      `script-src ${sha(script)}`,
      `style-src ${sha(style)}`,
      "img-src data:",
      "base-uri 'none'",
      "form-action 'none'",
      "require-trusted-types-for 'script'",
    ]);
  });

  it("tells the verdict, what was tested, and that a part is missing", () => {
    expect(sample).toContain(
      '<h1 class="fail">✗ NOT CONFORMANT to Open Responses 2026-04-24: 3 scenarios failed, 3 causes, 4 findings (exit 1)</h1>',
    );
    for (const text of ["http://localhost:8000/v1", "my-model", "2026-11-21 09:00:00 UTC", "1.2.3"])
      expect(sample).toContain(`<dd>${text}</dd>`);
    const part = (more: Partial<RunResult>): string => htmlReport(sampleRun([], more), options());
    expect(part({ partial: "interrupted" })).toContain("This result is not complete: interrupted.");
    expect(part({ shard: { index: 2, count: 3, complete: true, order: [] } })).toContain(
      "This result is not complete: it has only shard 2 of 3.",
    );
    expect(part({})).not.toContain("not complete");
  });

  it("gives a filter the verdict of each dialect, not that of the strictest", () => {
    const both = sampleRun(
      [
        scenario("core/x", [
          verdict({ verdict: "fail", findings: [deltaFinding] }),
          verdict({
            verdict: "warn",
            dialect: "openai",
            findings: [{ ...deltaFinding, level: "should" }],
          }),
        ]),
      ],
      { dialects: [openresponses, openai] },
    );
    expect(htmlReport(both, failing)).toContain(
      'data-kind="failure" id="failure/text/deltas-equal-done:differs" open data-suites="core" data-marks="openresponses fail must;openai warn should"',
    );
  });

  it("names the causes at the top, and leads to it", () => {
    const summary = sample.slice(sample.indexOf('id="summary"'), sample.indexOf('id="failures"'));
    const named = summary.slice(0, summary.indexOf("By suite"));
    const counting = failuresOf(htmlSample()).filter(({ waived }) => waived === undefined);
    expect(counting.length).toBeGreaterThan(1);
    for (const { id } of counting.slice(0, 6)) expect(named).toContain(`href="#${id}"`);
    expect(
      htmlReport(sampleRun([scenario("core/ok", [verdict({ verdict: "pass" })])]), options()),
    ).not.toContain("Causes");
  });

  it("has every failure in its HTML, for readers without its script", () => {
    const html = sample.slice(0, sample.indexOf('<script type="application/json"'));
    for (const text of [
      "response.output_text.done is not the concatenation of its deltas",
      "response.created has no sequence_number (12 times in this exchange)",
      "status is 200, not &quot;400&quot;",
      "every event is numbered",
      'href="https://www.openresponses.org/specification#streaming"',
      "the same mistake violates 1 other rule: item/done-equals-output (2)",
      "^ differs at character 13",
      "responses-conformance explain text/deltas-equal-done",
      "known since spring",
      "store is not offered",
      "no call came in 3 attempts",
      "timed out after 30 s",
    ])
      expect(html).toContain(text);
  });

  it("keeps the streams of steps that something was found on, as data", () => {
    const data = blocks(sample);
    expect([...data.keys()]).toEqual([
      "inside",
      "matrix-data",
      "trace/core/text:ask",
      "trace/core/unicode:ask",
    ]);
    expect(sample).toContain(
      'data-trace="trace/core/text:ask" data-exchange="0" data-blamed="0:45" data-related="0:5 0:6"',
    );
    expect(
      blocks(htmlReport(sampleRun([scenario("a/b", [verdict({ verdict: "pass" })])]), options()))
        .size,
    ).toBe(2);
  });

  it("finds the stream of a step that was sent once for several scenarios where it is kept", () => {
    const run = htmlSample();
    const [first, second] = run.scenarios;
    for (const step of first?.steps ?? []) step.shared = true;
    const sharing = (shared: true | undefined): string =>
      htmlReport(
        {
          ...run,
          scenarios: run.scenarios.map((scenario) =>
            scenario === second
              ? {
                  ...scenario,
                  steps: scenario.steps.map(({ traces: _, ...step }) =>
                    shared ? { ...step, shared } : step,
                  ),
                }
              : scenario,
          ),
        },
        failing,
      );
    const places = (html: string): number => html.split("trace/core/text:ask").length;
    expect(places(sharing(true))).toBeGreaterThan(places(sharing(undefined)));
    expect(sharing(true)).not.toContain("trace/core/unicode");
  });

  it("shows hostile text as text", () => {
    const html = htmlReport(hostileSample(), failing);
    expect(html.match(/<script/g)?.length).toBe(blocks(html).size + 1);
    expect(html.match(/<!--/g)).toBeNull();
    expect(html.match(/<img/g)).toBeNull();
    expect(html).not.toMatch(/href="(?!#|https?:|data:,)/);
    for (const raw of ["\u2028", "\u202e", "\u001b", "\u009b"]) expect(html).not.toContain(raw);
    for (const shown of [String.raw`\u2028`, String.raw`\u202e`, String.raw`\x1b`])
      expect(html).toContain(shown);
  });
});

describe("the address of a failure", () => {
  const ids = (run: RunResult): string[] =>
    failuresOf(run).flatMap(({ id, places }) => [id, ...places.map((place) => place.id)]);

  it("names what failed, and where", () => {
    expect(ids(htmlSample())).toMatchInlineSnapshot(`
      [
        "failure/text/deltas-equal-done:differs",
        "failure/text/deltas-equal-done:differs@core/text:ask",
        "failure/text/deltas-equal-done:differs@core/unicode:ask",
        "failure/expect:status.gow5b1",
        "failure/expect:status.gow5b1@errors/bad:ask",
        "failure/sequence/present:missing",
        "failure/sequence/present:missing@core/unicode:ask",
        "failure/usage/plausible:zero",
        "failure/usage/plausible:zero@core/usage:ask",
        "failure/usage/plausible:zero:waived.1fo6q1r",
        "failure/usage/plausible:zero:waived.1fo6q1r@state/known:ask",
      ]
    `);
  });

  it("is the same whatever else fails, and wherever it stands", () => {
    const run = htmlSample();
    const backwards = {
      ...run,
      scenarios: run.scenarios.toReversed(),
      rules: run.rules.toReversed(),
    };
    expect(new Set(ids(backwards))).toEqual(new Set(ids(run)));
    const alone = { ...run, scenarios: run.scenarios.filter(({ id }) => id === "core/unicode") };
    expect(ids(run)).toEqual(expect.arrayContaining(ids(alone)));
  });

  it("is given once, and holds nothing that an address cannot", () => {
    const two = hostileSample();
    const all = ids({ ...two, scenarios: [...two.scenarios, ...two.scenarios] });
    expect(new Set(all).size).toBe(all.length);
    for (const id of [...ids(hostileSample()), ...all])
      expect(id).toMatch(/^failure\/[\w.:@/~-]+$/);
  });
});

it("the matrix has what was exercised and what failed, by dialect", () => {
  const { rules, scenarios, failures, inPlay } = matrixData(htmlSample(), failuresOf(htmlSample()));
  expect(rules).toEqual([
    "sequence/present",
    "text/deltas-equal-done",
    "usage/plausible",
    "expect",
  ]);
  expect(inPlay).toEqual([
    [1, 1, 1, 1],
    [1, 1, 1, 1],
  ]);
  expect(scenarios[1]).toEqual({
    name: "core/unicode",
    suite: "core",
    link: "scenario/core/unicode",
    exercised: [[0, 4], []],
  });
  expect(failures.map(({ scenario, rule, dialects, kind }) => [scenario, rule, dialects, kind]))
    .toMatchInlineSnapshot(`
      [
        [
          0,
          1,
          [
            0,
            1,
          ],
          "failed",
        ],
        [
          1,
          1,
          [
            0,
          ],
          "failed",
        ],
        [
          3,
          3,
          [
            0,
            1,
          ],
          "failed",
        ],
        [
          1,
          0,
          [
            0,
          ],
          "failed",
        ],
        [
          2,
          2,
          [
            0,
            1,
          ],
          "warned",
        ],
        [
          4,
          2,
          [
            0,
            1,
          ],
          "waived",
        ],
      ]
    `);
});
