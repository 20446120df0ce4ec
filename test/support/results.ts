import type { JsonReport } from "../../src/report/json.ts";
import type { DialectResult, StepFinding } from "../../src/result/run.ts";

/** What a dialect (the first, unless named) says of each scenario. */
export function resultsOf(
  report: JsonReport,
  dialect = report.dialects[0]?.name,
): Map<string, DialectResult> {
  return new Map(
    report.scenarios.flatMap(({ id, results }) => {
      const own = results.find((result) => result.dialect === dialect);
      return own ? [[id, own] as const] : [];
    }),
  );
}

/** All findings of a run, with their scenario. */
export function findingsOf(
  report: JsonReport,
  dialect?: string,
): (StepFinding & { scenario: string })[] {
  return [...resultsOf(report, dialect)].flatMap(([scenario, { findings }]) =>
    findings.map((finding) => ({ ...finding, scenario })),
  );
}

/** How often each rule was found broken, by its id. */
export function rulesBroken(report: JsonReport, dialect?: string): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { rule } of findingsOf(report, dialect)) counts[rule] = (counts[rule] ?? 0) + 1;
  return counts;
}
