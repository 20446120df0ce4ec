import type { Rule } from "../../src/engine/rule.ts";
import type { RunResult, ScenarioResult, StepFinding } from "../../src/result/run.ts";
import type { Level, Verdict } from "../../src/result/finding.ts";
import {
  deltaFinding,
  finding,
  openai,
  openresponses,
  sampleRun,
  scenario,
  verdict,
} from "../../src/report/sample.testing.ts";
import { rules } from "../../src/rules/index.ts";

/** Gives the text that stands at the next place where reports show what came from outside. */
export type Text = () => string;

const levels: Exclude<Level, "off">[] = ["must", "should", "may"];

/** A finding of a rule, with text from outside wherever it has some. */
function foundBy({ id, messages }: Rule, at: number, text: Text): StepFinding {
  const [messageId = "", template = ""] = Object.entries(messages)[0] ?? [];
  const names = [...template.matchAll(/\{\{(\w+)\}\}/g)].map((match) => match[1] ?? "");
  return finding({
    rule: id,
    messageId,
    level: levels[at % levels.length] ?? "must",
    args: Object.fromEntries(names.map((name) => [name, text()])),
    key: text(),
    event: at,
    eventType: text(),
    line: at,
    offset: at * 100,
    pointer: `/${text()}`,
    expected: text(),
    actual: text(),
    excerpt: [
      { event: at, type: text(), text: text(), caret: { column: 3, note: text() } },
      { event: undefined, type: "", text: "... 3 more events" },
    ],
    consequences: [{ rule: "item/done-equals-output", messageId: text(), count: 2 }],
  });
}

/**
 * A result with all that a report can have to show: every rule broken, expectations unmet, waivers in each state, all
 * verdicts, two dialects, what went over the wire.
 * @param text asked for all that an endpoint, a file name or a user's file may say
 * @param breaking the rules that are broken
 */
export function richRun(text: Text, breaking: readonly Rule[] = rules): RunResult {
  const trace = {
    exchange: 0,
    request: text(),
    headers: { "x-said": text() },
    frames: [{ event: 0, type: text(), at: 1.5, output: 0, delta: text(), raw: text(), bytes: 9 }],
    omitted: 3,
  };
  const withTraces = (one: ScenarioResult): ScenarioResult => ({
    ...one,
    title: text(),
    redo: `redo ${text()}`,
    steps: one.steps.map((step) => ({
      ...step,
      url: `http://h/${text()}`,
      curl: `curl ${text()}`,
      retries: [text()],
      traces: [trace],
    })),
  });
  const unmet = {
    step: "ask",
    what: `response ${text()}`,
    message: text(),
    expected: text(),
    actual: text(),
    level: "must" as const,
    place: "my-suite/a,b%.yaml:7:9",
  };
  const broken = breaking.map((rule, at) => foundBy(rule, at, text));
  const reasoned = (kind: Verdict) => verdict({ verdict: kind, reason: text() });
  const scenarios = [
    scenario("core/pass", [
      verdict({ verdict: "pass" }),
      verdict({ verdict: "pass", dialect: "openai" }),
    ]),
    scenario(`core/${text()}`, [
      verdict({ verdict: "fail", findings: broken, expectations: [unmet] }),
      verdict({ verdict: "fail", dialect: "openai", findings: broken.slice(0, 20) }),
    ]),
    scenario("core/again", [verdict({ verdict: "fail", findings: broken.slice(5, 10) })], {
      file: "suites/mine.yaml",
    }),
    scenario("core/known", [
      verdict({ verdict: "fail", findings: [{ ...deltaFinding, waived: text() }] }),
    ]),
    scenario("state/warned", [
      verdict({ verdict: "warn", findings: [{ ...deltaFinding, level: "should" }] }),
    ]),
    scenario("state/lost", [reasoned("error")]),
    scenario("state/refused", [reasoned("n/a")]),
    scenario("state/unsure", [reasoned("inconclusive")]),
  ].map(withTraces);
  const waiver = (state: "used" | "stale" | "expired" | "untested") => ({
    rule: "text/deltas-equal-done",
    scenario: `core/${text()}`,
    reason: text(),
    until: "2026-01-31",
    issue: text(),
    place: "w.yaml:1:3",
    state,
  });
  return sampleRun(scenarios, {
    dialects: [openresponses, openai],
    endpoint: { baseUrl: `http://h/${text()}`, model: text() },
    partial: `stopped: ${text()}`,
    rules: rules.map(({ id, title, messages, requirement, spec }) => ({
      id,
      title,
      messages,
      requirement,
      spec,
    })),
    waivers: (["used", "stale", "expired", "untested"] as const).map(waiver),
  });
}

/** Texts that mean something to a terminal, a parser or a page. */
export const hostile: readonly string[] = [
  Array.from({ length: 32 }, (_, code) => String.fromCodePoint(code)).join("x"),
  "\u007f\u0085\u009b31m\u00a0\u00ad\u2028\u2029\u202e\u2066\ufeff\ufffe\uffff",
  "\u001b[31mred\u001b[0m\u001b]8;;http://evil.example\u0007link\u001b]8;;\u0007",
  "[click](http://evil.example) ![x](http://evil.example/x.png) <http://evil.example>",
  "http://evil.example www.evil.example me@evil.example @someone #1 GH-1",
  "<img src=x onerror=alert(1)><script>alert(1)</script></details></summary><a href=javascript:x>y</a>",
  "**bold** _it_ ~~no~~ `code` ```fence ~~~ $x$ [^1] [x]: y |a|b|",
  "\n```\n# heading\n\n- [x] item\n\n    code\n---\n===\n> quote\n| a | b |\n| - | - |\n",
  "\n:::error\n::error file=a.ts,line=1::boom\n::stop-commands::x\n%0A::error::%25",
  "\nnot ok 99 - no\n1..0\nBail out! no\nok 1 # SKIP\n  ---\n  ...\nTAP version 13\n",
  "# SKIP # TODO \\# \\ % %% %25 : ; , = ::",
  "]]> <![CDATA[ &amp; &#0; &lt; <?xml version='1.0'?> <!-- --> -- \"double\" 'single'",
  '"quoted" \'single\' \\ back \\" \\n: {a: 1} [b] !tag *ref &anchor - ? | > %',
  "👍🏽 👩‍👩‍👧 é é 漢字 \u{1f600}\u{e0001}",
  "\ud83d lone \ude00 surrogates \ud800",
  "```",
  "",
  "   ",
];

/** As long as no line should be. */
const endless = "long ".repeat(4000) + "x".repeat(20_000);

/** The hostile texts in turn, each at another place. */
export function hostileTexts(): Text {
  const texts = [...hostile, endless];
  let next = 0;
  return () => texts[next++ % texts.length] ?? "";
}

/** The same, so that every place gets each of them once. Only the endless one is left out: it takes long. */
export const everywhere: readonly Text[] = hostile.map((_, first) => {
  let next = first;
  return () => hostile[next++ % hostile.length] ?? "";
});

/** A text that means nothing to anybody, at every place another one. */
export function harmlessTexts(): Text {
  let next = 0;
  return () => `word${String(next++)}`;
}
