import { countCauses } from "../result/causes.ts";
import { nothingExercised } from "../result/conclude.ts";
import { exitCodes, totalsOf, type RunResult } from "../result/run.ts";
import { staleWaivers } from "../result/waiver.ts";
import type { Verdict } from "../result/finding.ts";
import { capabilityLines } from "./capabilities.ts";
import type { ReportOptions } from "./options.ts";
import { colourOf } from "./scenarios.ts";
import { unitOf } from "./violations.ts";
import { digits, duration, plural, safe, wrap } from "./text.ts";

/** Verdicts in the order in which they are counted. */
export const verdictOrder: Verdict[] = ["pass", "fail", "warn", "inconclusive", "n/a", "error"];
/** The words for a count of each verdict. */
export const verdictWords: Record<Verdict, string> = {
  pass: "passed",
  fail: "failed",
  warn: "with warnings",
  inconclusive: "inconclusive",
  "n/a": "not applicable",
  error: "could not be tested",
};

/** The counts of each dialect, and the cost of the run. */
export function summaryLines(run: RunResult, options: ReportOptions): string[] {
  const { paint, width, verbose } = options;
  const unit = unitOf(run);
  const offers = capabilityLines(run, options);
  const counts = run.dialects.flatMap((dialect) => {
    const totals = totalsOf(run, dialect.name);
    const words = verdictOrder
      .filter((verdict) => totals.verdicts[verdict] > 0)
      .map((verdict) => {
        const waived = verdict === "fail" && totals.waived > 0 ? ` (${totals.waived} waived)` : "";
        return colourOf(
          verdict,
          paint,
        )(`${totals.verdicts[verdict]} ${verdictWords[verdict]}${waived}`);
      });
    const told = [
      `${paint.bold(safe(dialect.title))} ${paint.dim(`(schemas ${dialect.schemaHash.slice(0, 12)})`)}`,
      `  ${plural(totals.scenarios, unit)}${words.length > 0 ? `: ${words.join(", ")}` : ""}`,
      `  ${totals.must} MUST and ${totals.should} SHOULD findings, ${totals.rulesExercised} of ${totals.rulesInPlay} rules exercised`,
    ];
    if (verbose) {
      const idle = unexercised(run, dialect.name);
      if (idle.length > 0) told.push(...wrap("  not exercised: ", idle.join(", "), width));
    }
    return told;
  });
  return [...offers, ...(offers.length > 0 ? [""] : []), ...counts, summaryCost(run)];
}

/** The cost of a run (requests, tokens, time), and the version of the suite. */
export function summaryCost(run: RunResult): string {
  const tokens = run.tokens
    ? `, ${digits(run.tokens.input)} input and ${digits(run.tokens.output)} output tokens`
    : "";
  const requests = run.command === "check" ? "" : `${plural(run.requests, "request")}${tokens}, `;
  return `${requests}${duration(run.durationMs)}, suite version ${run.tool.version}`;
}

/** Ids of the rules in play that evaluated nothing in a dialect. */
export function unexercised(run: RunResult, dialect: string): string[] {
  const used = new Set<string>();
  for (const { results } of run.scenarios)
    for (const result of results)
      if (result.dialect === dialect)
        for (const [rule, times] of Object.entries(result.exercised)) if (times > 0) used.add(rule);
  return run.rules
    .filter(({ id, requirement }) => requirement[dialect] !== "off" && !used.has(id))
    .map(({ id }) => id);
}

/** A note that a run ended early, and why; undefined for a complete run. */
export const partialNote = ({ partial }: RunResult): string | undefined =>
  partial === undefined ? undefined : `This run is not complete: ${safe(partial)}.`;

/** The last line: the verdict on the endpoint in the first dialect, and the exit code. */
export function closingLine(run: RunResult, { exitCode, strict, paint }: ReportOptions): string {
  const [dialect] = run.dialects;
  const title = safe(dialect?.title ?? "the dialect");
  const totals = dialect && totalsOf(run, dialect.name);
  const waived = totals?.waived ?? 0;
  const failed = (totals?.verdicts.fail ?? 0) - waived;
  const stale = staleWaivers(run).length;
  const warned = totals?.verdicts.warn ?? 0;
  const things = unitOf(run);
  if (exitCode === exitCodes.conformant) {
    const warnings = warned > 0 ? `, with warnings in ${plural(warned, things)}` : "";
    // A good verdict must not hide what was not tested.
    const open = (["n/a", "inconclusive"] as const)
      .map((verdict) => [totals?.verdicts[verdict] ?? 0, verdictWords[verdict]] as const)
      .filter(([count]) => count > 0)
      .map(([count, word]) => `${count} ${word}`);
    if (waived > 0) open.unshift(`${plural(waived, "known failure")} waived`);
    const untested = open.length > 0 ? `; ${open.join(", ")}` : "";
    return paint.green(`CONFORMANT to ${title}${warnings}${untested} (exit 0)`);
  }
  if (exitCode === exitCodes.violation) {
    const counted = failed + (strict ? warned : 0);
    const told = [
      ...(counted > 0 || stale === 0 ? [`${plural(counted, things)} failed`] : []),
      ...(dialect && counted > 0 ? [causeCount(run, dialect.name, strict)] : []),
      ...(stale > 0 ? [plural(stale, "stale waiver")] : []),
    ];
    return paint.red(`NOT CONFORMANT to ${title}: ${told.join(", ")} (exit ${exitCode})`);
  }
  return paint.red(`NOT TESTED: ${untestedReason(run)} (exit ${exitCode})`);
}

/** `3 causes, 41 findings`: what fails the run in a dialect. */
function causeCount(run: RunResult, dialect: string, strict: boolean): string {
  const { causes, findings } = countCauses(run, dialect, strict);
  return `${plural(causes, "cause")}, ${plural(findings, "finding")}`;
}

function untestedReason(run: RunResult): string {
  const [dialect] = run.dialects;
  if (run.scenarios.length === 0) {
    if (run.partial !== undefined) return safe(run.partial);
    return unitOf(run) === "capture" ? "no capture was found" : "no scenario ran";
  }
  const results = run.scenarios.flatMap(({ results }) =>
    results.filter((result) => result.dialect === dialect?.name),
  );
  const failures = results.filter((result) => result.verdict === "error");
  const reasons = new Set(failures.map(({ reason }) => reason ?? "could not be tested"));
  const [first] = reasons;
  if (reasons.size === 1 && first !== undefined) return safe(first);
  if (failures.length > 0) return `${failures.length} of ${results.length} could not be tested`;
  if (run.partial !== undefined) return safe(run.partial);
  const open = results.filter(
    ({ verdict, reason }) => verdict === "inconclusive" && reason !== nothingExercised(),
  );
  const [only] = new Set(open.map(({ reason }) => reason));
  if (only !== undefined && open.length === results.length)
    return open.length === 1
      ? safe(only)
      : `${open.length} were inconclusive; the first: ${safe(only)}`;
  return nothingExercised("MUST rule");
}
