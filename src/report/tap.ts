import { breaks, isWaived } from "../result/waiver.ts";
import type { DialectResult, RunResult, ScenarioResult } from "../result/run.ts";
import { notOffered } from "./capabilities.ts";
import { causeSummary, toldCauses } from "./causes.ts";
import { safe } from "./text.ts";
import { violationsIn, type Violation } from "../result/violation.ts";

/** Text of a TAP description or directive: one line, with the characters escaped that have a meaning there. */
const tapText = (text: string): string => safe(text).replaceAll(/[\\#]/g, String.raw`\$&`);

/** A text as a YAML scalar on one line. */
const yamlText = (text: string): string => JSON.stringify(safe(text));

/**
 * The run as TAP 14: one test for each scenario and dialect. Not applicable and inconclusive are SKIP with the reason; a
 * waived failure is TODO, which TAP does not count as a failure.
 */
export function tapReport(run: RunResult, { strict }: { strict: boolean }): string {
  const tests = run.scenarios.flatMap((scenario) =>
    scenario.results.map((result) => ({ scenario, result })),
  );
  const lines = [
    "TAP version 14",
    tests.length === 0 ? "1..0 # SKIP no scenario ran" : `1..${tests.length}`,
  ];
  for (const cause of toldCauses(run, { verbose: false }))
    lines.push(`# cause: ${tapText(causeSummary(cause, run))}`);
  for (const { capability, state, reason } of notOffered(run))
    lines.push(`# ${state} ${capability}: ${tapText(reason)}`);
  for (const [index, { scenario, result }] of tests.entries())
    lines.push(...testLines(run, scenario, result, index + 1, strict));
  if (run.partial !== undefined)
    lines.push(`Bail out! This run is not complete: ${tapText(run.partial)}`);
  return `${lines.join("\n")}\n`;
}

function testLines(
  run: RunResult,
  scenario: ScenarioResult,
  result: DialectResult,
  number: number,
  strict: boolean,
): string[] {
  const { dialect, verdict, reason = "no reason is known" } = result;
  const failed = breaks(result, strict) || verdict === "error";
  const violations = violationsIn(run, scenario, dialect).filter(({ level }) => level !== "may");
  const waived = isWaived(result);
  const name = `${number} - ${tapText(`${scenario.id} [${dialect}]`)}`;
  let directive = "";
  if (waived && !failed)
    directive = ` # TODO ${tapText(violations.find((v) => v.waived !== undefined)?.waived ?? "waived")}`;
  else if (!failed && (verdict === "n/a" || verdict === "inconclusive"))
    directive = ` # SKIP ${tapText(`${verdict}: ${reason}`)}`;
  const lines = [`${failed || waived ? "not ok" : "ok"} ${name}${directive}`];
  if (violations.length > 0 || verdict === "error")
    lines.push(...diagnosis(violations, verdict === "error" ? reason : undefined, result.open));
  return lines;
}

/** The YAML block under a test: why it failed, or what should be done better. */
function diagnosis(
  violations: readonly Violation[],
  error: string | undefined,
  open: string | undefined,
): string[] {
  const [first] = violations;
  const lines = ["  ---", `  message: ${yamlText(error ?? first?.message ?? "")}`];
  if (open !== undefined) lines.push(`  open: ${yamlText(open)}`);
  if (violations.length > 0) lines.push("  violations:");
  for (const { id, level, step, message, finding, expectation } of violations) {
    lines.push(`    - rule: ${yamlText(expectation ? `${id} ${expectation.what}` : id)}`);
    lines.push(`      level: ${level}`, `      step: ${yamlText(step)}`);
    lines.push(`      message: ${yamlText(message)}`);
    const evidence = finding ?? expectation;
    if (evidence?.expected !== undefined)
      lines.push(`      expected: ${yamlText(evidence.expected)}`);
    if (evidence?.actual !== undefined) lines.push(`      actual: ${yamlText(evidence.actual)}`);
  }
  return [...lines, "  ..."];
}
