import type { DialectResult, RunResult, ScenarioResult } from "../result/run.ts";
import { isWaived, staleWaivers } from "../result/waiver.ts";
import { causeSummary, toldCauses } from "./causes.ts";
import { renderFull } from "./failure.ts";
import { plain } from "./paint.ts";
import { partialNote } from "./summary.ts";
import { violationsIn, type Violation } from "../result/violation.ts";
import { staleAdvice } from "./waived.ts";

/**
 * The run as JUnit XML, as Jenkins, GitLab and others read it: a suite for each suite and dialect, a case for each scenario.
 * A violation is a `failure`, a scenario that could not be tested an `error`; n/a and inconclusive are `skipped` with the reason.
 * SHOULD findings are in `system-out`; with `strict` they are failures, as for the exit code. Problems of
 * the whole run are a separate suite, so that a partial run cannot look complete.
 */
export function junitReport(run: RunResult, { strict }: { strict: boolean }): string {
  const suites: Suite[] = [];
  for (const { name } of run.dialects) {
    const bySuite = new Map<string, Case[]>();
    for (const scenario of run.scenarios) {
      const result = scenario.results.find((r) => r.dialect === name);
      if (!result) continue;
      const cases = bySuite.get(scenario.suite) ?? [];
      bySuite.set(scenario.suite, cases);
      cases.push(testCase(run, scenario, result, strict));
    }
    for (const [suite, cases] of bySuite) suites.push({ name: `${suite} [${name}]`, cases });
  }
  const ofRun = runCases(run);
  if (ofRun.length > 0) suites.push({ name: "the run", cases: ofRun });
  const all = suites.flatMap(({ cases }) => cases);
  const shared = properties(run);
  const attributes = { name: run.tool.name, ...counts(all), time: seconds(run.durationMs) };
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites${xmlAttributes(attributes)}>`,
    ...suites.map((suite) => suiteXml(run, suite, shared)),
    "</testsuites>",
    "",
  ].join("\n");
}

interface Case {
  xml: string;
  kind: "pass" | "failure" | "error" | "skipped";
  ms: number;
}

interface Suite {
  name: string;
  cases: Case[];
}

function counts(cases: readonly Case[]): { tests: number; failures: number; errors: number } {
  const of = (kind: Case["kind"]): number => cases.filter((c) => c.kind === kind).length;
  return { tests: cases.length, failures: of("failure"), errors: of("error") };
}

function suiteXml(run: RunResult, { name, cases }: Suite, shared: readonly string[]): string {
  const skipped = cases.filter(({ kind }) => kind === "skipped").length;
  const time = seconds(cases.reduce((sum, { ms }) => sum + ms, 0));
  // Readers of the format want the time without fractions and zone.
  const timestamp = run.startedAt.slice(0, 19);
  const attributes = xmlAttributes({ name, ...counts(cases), skipped, time, timestamp });
  return [
    `  <testsuite${attributes}>`,
    ...shared,
    ...cases.map(({ xml }) => xml),
    "  </testsuite>",
  ].join("\n");
}

/** Properties of the whole run, repeated on each suite, because the format has no place for them on the root. */
function properties(run: RunResult): string[] {
  const { tool, command, endpoint, requests, tokens, capabilities = [] } = run;
  const values: Record<string, string | number | undefined> = {
    version: tool.version,
    ...(command === "run" ? { model: endpoint?.model, requests } : {}),
    inputTokens: tokens?.input,
    outputTokens: tokens?.output,
    ...Object.fromEntries(
      capabilities.map(({ capability, state, reason }) => [
        `capability.${capability}`,
        state === "offered" ? state : `${state}: ${reason}`,
      ]),
    ),
    ...Object.fromEntries(
      toldCauses(run, { verbose: false }).map((cause, at) => [
        `cause.${at + 1}`,
        causeSummary(cause, run),
      ]),
    ),
  };
  const lines = Object.entries(values)
    .filter((entry): entry is [string, string | number] => entry[1] !== undefined)
    .map(([name, value]) => `      <property${xmlAttributes({ name: `run.${name}`, value })}/>`);
  return ["    <properties>", ...lines, "    </properties>"];
}

/** A case for each problem of the whole run: that it ended early, and each stale waiver. */
function runCases(run: RunResult): Case[] {
  const partial = partialNote(run);
  const early =
    partial === undefined
      ? []
      : [runCase("complete", "error", { type: "partial", message: partial })];
  const stale = staleWaivers(run).map(({ rule, scenario, place }) =>
    runCase(`waiver of ${rule}${scenario === undefined ? "" : ` in ${scenario}`}`, "failure", {
      type: "stale-waiver",
      message: `${place}: ${staleAdvice}`,
    }),
  );
  return [...early, ...stale];
}

function runCase(
  name: string,
  kind: "error" | "failure",
  problem: { type: string; message: string },
): Case {
  const attributes = xmlAttributes({ name, classname: "run", time: seconds(0) });
  const child = element(kind, problem, problem.message);
  return { xml: `    <testcase${attributes}>\n      ${child}\n    </testcase>`, kind, ms: 0 };
}

function testCase(
  run: RunResult,
  scenario: ScenarioResult,
  result: DialectResult,
  strict: boolean,
): Case {
  const violations = violationsIn(run, scenario, result.dialect);
  const counted = violations.filter(
    ({ level, waived }) =>
      waived === undefined && (level === "must" || (strict && level === "should")),
  );
  const softer = violations.filter(
    (violation) => !counted.includes(violation) && violation.level !== "may",
  );
  const text = (list: readonly Violation[]): string =>
    list.map((violation) => renderFull(violation, run, { paint: plain }).join("\n")).join("\n\n");
  const reason = result.reason ?? "no reason is known";
  const children: string[] = [];
  let kind: Case["kind"] = "pass";
  const [first] = counted;
  if (first) {
    kind = "failure";
    const more = counted.length > 1 ? ` (and ${counted.length - 1} more)` : "";
    children.push(
      element("failure", { type: first.id, message: first.message + more }, text(counted)),
    );
  } else if (isWaived(result)) {
    kind = "skipped";
    const reasons = new Set(violations.flatMap(({ waived }) => waived ?? []));
    children.push(element("skipped", { message: `waived: ${[...reasons].join("; ")}` }, ""));
  } else if (result.verdict === "error") {
    kind = "error";
    children.push(element("error", { type: "not-tested", message: reason }, reason));
  } else if (result.verdict === "n/a" || result.verdict === "inconclusive") {
    kind = "skipped";
    children.push(element("skipped", { message: `${result.verdict}: ${reason}` }, ""));
  }
  const unjudged = result.open === undefined ? [] : [`not judged to the end: ${result.open}`];
  if (softer.length > 0 || unjudged.length > 0)
    children.push(
      element("system-out", {}, [...unjudged, text(softer)].filter(Boolean).join("\n\n")),
    );
  const attributes = xmlAttributes({
    name: scenario.id,
    classname: `${result.dialect}.${scenario.suite}`,
    time: seconds(scenario.durationMs),
  });
  const open = `    <testcase${attributes}`;
  const xml =
    children.length === 0
      ? `${open}/>`
      : [`${open}>`, ...children.map((child) => `      ${child}`), "    </testcase>"].join("\n");
  return { xml, kind, ms: scenario.durationMs };
}

const seconds = (ms: number): string => (ms / 1000).toFixed(3);

function element(name: string, attributes: Record<string, string>, text: string): string {
  const open = `<${name}${xmlAttributes(attributes)}`;
  return text === "" ? `${open}/>` : `${open}>${escapeXml(text)}</${name}>`;
}

function xmlAttributes(attributes: Record<string, string | number>): string {
  return Object.entries(attributes)
    .map(([name, value]) => ` ${name}="${escapeXml(String(value), true)}"`)
    .join("");
}

// Characters that XML 1.0 forbids even as a reference, and the C1 controls that it discourages: controls except tabs and line
// ends, lone surrogates, and the last two code points of the plane.
const illegal = /(?![\t\n\r])\p{Cc}|\p{Cs}|[\ufffe\uffff]/gu;

/** Text for XML: illegal characters are left out, markup is escaped. In attributes, line ends become references. */
export function escapeXml(text: string, attribute = false): string {
  const escaped = text
    .replaceAll(illegal, "")
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;")
    .replaceAll("\r", "&#13;");
  return attribute ? escaped.replaceAll("\n", "&#10;").replaceAll("\t", "&#9;") : escaped;
}
