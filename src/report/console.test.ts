import { stripVTControlCharacters } from "node:util";
import { Chalk } from "chalk";
import { describe, expect, it } from "vitest";
import { consoleReport } from "./console.ts";
import {
  deltaFinding,
  finding,
  numberFinding,
  openai,
  openresponses,
  options,
  sampleRun,
  scenario,
  usageFinding,
  verdict,
} from "./sample.testing.ts";

const passing = sampleRun([
  scenario("core/text-stream", [verdict({ verdict: "pass" })]),
  scenario("core/text-plain", [verdict({ verdict: "pass" })], { durationMs: 1530 }),
  scenario("state/delete", [
    verdict({ verdict: "n/a", reason: "DELETE /responses/{id} is answered with 405" }),
  ]),
  scenario("tools/parallel", [
    verdict({ verdict: "inconclusive", reason: "asked 3 times for 2 function calls, got 1" }),
  ]),
]);

const broken = sampleRun([
  scenario("core/text-stream", [
    verdict({ verdict: "fail", findings: [numberFinding, deltaFinding, usageFinding] }),
  ]),
  ...["a", "b", "c", "d"].map((name) =>
    scenario(`core/${name}`, [verdict({ verdict: "fail", findings: [numberFinding] })]),
  ),
  scenario("core/ok", [verdict({ verdict: "pass" })]),
  scenario("core/ok-too", [verdict({ verdict: "pass" })]),
  scenario("errors/missing-model", [
    verdict({
      verdict: "fail",
      expectations: [
        {
          step: "ask",
          what: "status",
          message: "must be 400",
          expected: "400",
          actual: "200",
          level: "must",
          place: "suites/errors/missing-model.yaml:12:7",
        },
      ],
    }),
  ]),
]);

describe("the console report", () => {
  it("shows one line per scenario when nothing failed", () => {
    expect(consoleReport(passing, options())).toMatchInlineSnapshot(`
      "responses-conformance 1.2.3  http://localhost:8000/v1, model my-model
      judged by Open Responses 2026-04-24 (openresponses)

      core
        ok   core/text-stream   120 ms
        ok   core/text-plain     1.5 s
      state
        n/a  state/delete   120 ms  DELETE /responses/{id} is answered with 405
      tools
        ?    tools/parallel   120 ms  asked 3 times for 2 function calls, got 1

      Open Responses 2026-04-24 (schemas 0123456789ab)
        4 scenarios: 2 passed, 1 inconclusive, 1 not applicable
        0 MUST and 0 SHOULD findings, 1 of 3 rules exercised
      12 requests, 1,234 input and 567 output tokens, 4.2 s, suite version 1.2.3
      CONFORMANT to Open Responses 2026-04-24; 1 not applicable, 1 inconclusive (exit 0)
      "
    `);
  });

  it("tells each kind of mistake once, with its evidence", () => {
    expect(consoleReport(broken, options({ exitCode: 1 }))).toMatchInlineSnapshot(`
      "responses-conformance 1.2.3  http://localhost:8000/v1, model my-model
      judged by Open Responses 2026-04-24 (openresponses)

      FAIL  text/deltas-equal-done  MUST   core/text-stream, step ask
        response.output_text.done is not the concatenation of its deltas
        event 14 response.output_text.done  /text  line 43, byte 2101
        expected "The weather is sunny", actual "The weather  is sunny"
        the same mistake violates 1 other rule: item/done-equals-output (2)

      FAIL  expect status  MUST   errors/missing-model, step ask
        must be 400
        expected 400, actual 200

      FAIL  sequence/present  MUST   core/text-stream, step ask
        events have no sequence_number (5 scenarios, 60 times)
        event 0 response.created
        expected an integer, actual nothing
        also in core/a, core/b, core/c, core/d

      WARN  usage/plausible  SHOULD   core/text-stream, step ask
        usage counts nothing: output_tokens 0, although there is output
        expected more than 0, actual 0

      --verbose shows all findings in full; --reporter json=FILE writes them to a file
      responses-conformance explain text/deltas-equal-done says why clients break, and how to fix it
      redo: responses-conformance --base-url http://localhost:8000/v1 --scenario core/text-stream

      core
        ok   2 scenarios
        FAIL 5 scenarios: shape, text/deltas-equal-done (1): core/text-stream, core/a and 3 more
      errors
        FAIL errors/missing-model   120 ms  expect status

      Open Responses 2026-04-24 (schemas 0123456789ab)
        8 scenarios: 2 passed, 6 failed
        7 MUST and 1 SHOULD findings, 1 of 3 rules exercised
      12 requests, 1,234 input and 567 output tokens, 4.2 s, suite version 1.2.3
      NOT CONFORMANT to Open Responses 2026-04-24: 6 scenarios failed, 3 causes, 7 findings (exit 1)
      "
    `);
  });

  it("says in quiet mode what failed and the last line, nothing else", () => {
    expect(consoleReport(passing, options({ quiet: true }))).toBe(
      "CONFORMANT to Open Responses 2026-04-24; 1 not applicable, 1 inconclusive (exit 0)\n",
    );
    const text = consoleReport(broken, options({ quiet: true, exitCode: 1 }));
    expect(text.startsWith("FAIL  text/deltas-equal-done  MUST")).toBe(true);
    expect(text.endsWith("6 scenarios failed, 3 causes, 7 findings (exit 1)\n")).toBe(true);
    expect(text).not.toContain("exercised");
  });

  it("folds nothing in verbose mode, and names the rules that were not exercised", () => {
    const text = consoleReport(broken, options({ verbose: true, exitCode: 1 }));
    for (const { id } of broken.scenarios) expect(text).toMatch(new RegExp(`^  \\w+ +${id} `, "m"));
    expect(text).toContain("not exercised: text/deltas-equal-done, usage/plausible");
    expect(text.match(/^ {2}curl/gm)).toHaveLength(4);
  });

  it("joins dialects, and says where their levels differ", () => {
    const soft = { ...usageFinding };
    const hard = { ...usageFinding, level: "must" as const };
    const run = sampleRun(
      [
        scenario("core/text-stream", [
          verdict({ verdict: "fail", findings: [hard] }),
          verdict({ verdict: "warn", dialect: "openai", findings: [soft] }),
        ]),
        scenario("core/custom-tool", [verdict({ verdict: "pass", dialect: "openai" })]),
      ],
      { dialects: [openresponses, openai] },
    );
    const text = consoleReport(run, options({ exitCode: 1 }));
    expect(text).toContain(
      "FAIL  usage/plausible  MUST openresponses, SHOULD openai   core/text-stream, step ask",
    );
    expect(text).toMatch(/^ {2}FAIL warn core\/text-stream.* shape$/m);
    expect(text).toMatch(/^ {2}- {4}ok {3}1 scenario$/m);
    expect(text.match(/usage\/plausible {2}MUST/g)).toHaveLength(1);
  });

  it("keeps a server that breaks much within a screen and a half", () => {
    const rules = Array.from({ length: 20 }, (_, n) => `family${n}/rule`);
    const findings = rules.map((id) =>
      finding({ ...numberFinding, rule: id, excerpt: deltaFinding.excerpt }),
    );
    const run = sampleRun(
      Array.from({ length: 60 }, (_, n) =>
        scenario(`suite${n % 4}/scenario-${n}`, [verdict({ verdict: "fail", findings })]),
      ),
    );
    const lines = consoleReport(run, options({ exitCode: 1 })).split("\n");
    expect(lines.length).toBeLessThan(75);
    for (const rule of rules) expect(lines.join("\n")).toContain(`FAIL  ${rule}  MUST`);
  });

  it("keeps to that however many suites there are", () => {
    const findings = Array.from({ length: 20 }, (_, n) =>
      finding({ ...numberFinding, rule: `family${n}/rule`, excerpt: deltaFinding.excerpt }),
    );
    const reason = "GET /responses/resp_1 answered 404: no such route";
    const run = sampleRun(
      Array.from({ length: 90 }, (_, n) =>
        scenario(`suite${n % 9}/a-scenario-with-a-long-name-${n}`, [
          n % 4 === 0
            ? verdict({ verdict: "n/a", reason })
            : verdict({ verdict: "fail", findings: findings.slice(n % 3) }),
        ]),
      ),
    );
    const text = consoleReport(run, options({ exitCode: 1 }));
    expect(text.split("\n").length).toBeLessThan(80);
    expect(text).toContain("FAIL  family2/rule  MUST");
    for (const line of text.split("\n").filter((one) => one.startsWith("  FAIL ")))
      expect(line.length).toBeLessThanOrEqual(100);
  });

  it("tells what a scenario expects once, whatever the random values in it", () => {
    const lacks = (marker: string) =>
      verdict({
        verdict: "fail",
        expectations: [
          {
            step: "ask",
            what: "text",
            message: `text is "no", expected a value that contains "${marker}"`,
            expected: marker,
            actual: "no",
            level: "must",
            place: "a.yaml:1:1",
          },
        ],
      });
    const run = sampleRun([
      scenario("state/a", [lacks("31337")]),
      scenario("state/b", [lacks("80886")]),
    ]);
    const text = consoleReport(run, options({ exitCode: 1 }));
    expect(text.match(/^FAIL {2}expect text {2}MUST/gm)).toHaveLength(1);
    expect(text).toContain(
      'also: text is "no", expected a value that contains "80886" (MUST, 1 scenario)',
    );
  });

  it("says in how many exchanges a finding was made when a step was sent again", () => {
    const twice = { ...numberFinding, count: 6 };
    const once = scenario("core/a", [verdict({ verdict: "fail", findings: [twice] })]);
    const again = { ...once, steps: once.steps.map((step) => ({ ...step, sent: 2 })) };
    const text = (one: typeof once): string =>
      consoleReport(sampleRun([one]), options({ exitCode: 1, verbose: true }));
    expect(text(once)).toContain("(6 times in this exchange)");
    expect(text(again)).toContain("(6 times in 2 exchanges)");
  });

  it("lets nothing from outside reach the terminal as it came", () => {
    const evil = "\u001b[2J\u202e\u0007\r\nnext\u2028";
    const run = sampleRun(
      [
        scenario(
          `core/${evil}`,
          [
            verdict({
              verdict: "fail",
              findings: [
                finding({
                  ...deltaFinding,
                  args: { type: evil },
                  expected: evil,
                  actual: evil,
                  eventType: evil,
                  pointer: `/${evil}`,
                  excerpt: [{ event: 1, type: evil, text: evil, caret: { column: 3, note: evil } }],
                }),
              ],
            }),
            verdict({ verdict: "error", dialect: "openai", reason: evil }),
          ],
          { suite: evil, redo: evil },
        ),
      ],
      {
        endpoint: { baseUrl: evil, model: evil },
        dialects: [{ ...openresponses, title: evil }, openai],
        partial: evil,
      },
    );
    for (const verbose of [false, true]) {
      const text = consoleReport(run, options({ exitCode: 1, verbose }));
      expect(text.replaceAll("\n", "")).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}]/u);
      expect(text).not.toMatch(/^next/m);
    }
  });

  it("uses colours only through the paint it is given", () => {
    const painted = consoleReport(broken, options({ exitCode: 1, paint: new Chalk({ level: 1 }) }));
    expect(painted).toContain("\u001b[31mFAIL");
    const stripped = stripVTControlCharacters(painted);
    expect(stripped).toBe(consoleReport(broken, options({ exitCode: 1 })));
  });

  it("says why nothing was tested", () => {
    const reason = "connection refused: is the server running?";
    const unreachable = sampleRun([scenario("core/a", [verdict({ verdict: "error", reason })])]);
    expect(consoleReport(unreachable, options({ exitCode: 3 }))).toContain(
      `NOT TESTED: ${reason} (exit 3)`,
    );
    expect(consoleReport(sampleRun([]), options({ exitCode: 3 }))).toContain(
      "NOT TESTED: no scenario ran (exit 3)",
    );
    const stopped = consoleReport(
      sampleRun([], { partial: "interrupted" }),
      options({ exitCode: 3 }),
    );
    expect(stopped).toContain("This run is not complete: interrupted.");
  });

  it("counts warnings against the endpoint in strict mode", () => {
    const run = sampleRun([
      scenario("core/a", [verdict({ verdict: "warn", findings: [usageFinding] })]),
    ]);
    expect(consoleReport(run, options({ exitCode: 1, strict: true }))).toContain(
      "1 scenario failed, 1 cause, 1 finding (exit 1)",
    );
    expect(consoleReport(run, options())).toContain("with warnings in 1 scenario (exit 0)");
  });

  it("says beside the causes what could not be judged, and when the model is to blame", () => {
    const vain = (what: string): string => `step ask: asked 2 times for ${what}, got a message`;
    const run = sampleRun([
      scenario("tools/a", [
        verdict({ verdict: "fail", findings: [numberFinding], open: vain("a call") }),
      ]),
      scenario("tools/b", [
        verdict({ verdict: "fail", findings: [numberFinding], open: vain("a call") }),
      ]),
      scenario("tools/c", [verdict({ verdict: "inconclusive", reason: vain("a refusal") })]),
      scenario("tools/d", [verdict({ verdict: "inconclusive", reason: "too large" })]),
    ]);
    const text = consoleReport(run, options({ exitCode: 1 }));
    expect(text).toContain(
      "not judged to the end, beside the causes (2 scenarios)\n  ?  2 scenarios: asked 2 times for a call, got a message\n",
    );
    expect(text).toContain(
      "The model did not do what 3 scenarios need. --model NAME tests another one.",
    );
    const broken = [verdict({ verdict: "fail", findings: [numberFinding] })];
    const without = consoleReport(sampleRun([scenario("a", broken)]), options({ exitCode: 1 }));
    expect(without).not.toMatch(/not judged|The model/);
  });

  describe("of many scenarios", () => {
    const failing = (count: number) =>
      sampleRun(
        Array.from({ length: count }, (_, at) =>
          scenario(`family${at}/one`, [
            verdict({ verdict: "fail", findings: [numberFinding, deltaFinding, usageFinding] }),
          ]),
        ),
      );

    it("tells the causes before them, what breaks clients first", () => {
      const text = consoleReport(failing(13), options({ exitCode: 1 }));
      const at = (rule: string): number => text.indexOf(`  ${rule}  `);
      expect(at("usage/plausible")).toBeLessThan(text.indexOf("\nfamily0"));
      expect(at("sequence/present")).toBeGreaterThan(at("text/deltas-equal-done"));
      expect(at("usage/plausible")).toBeGreaterThan(at("sequence/present"));
    });

    it("says where the evidence is of what only the beginning names", () => {
      const text = consoleReport(failing(40), options({ exitCode: 1 }));
      expect(text).toContain("--verbose shows all findings in full");
    });
  });
});
