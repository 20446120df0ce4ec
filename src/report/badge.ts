import { exitCodes, totalsOf, type RunResult } from "../result/run.ts";

/**
 * The outcome of the run in its first dialect, as the JSON of a shields.io badge (endpoint badge, schema
 * version 1).
 */
export function badgeReport(run: RunResult, { exitCode }: { exitCode: number }): string {
  const [dialect] = run.dialects;
  const totals = dialect && totalsOf(run, dialect.name);
  const failed = (totals?.verdicts.fail ?? 0) - (totals?.waived ?? 0);
  const passed = (totals?.verdicts.pass ?? 0) + (totals?.verdicts.warn ?? 0);
  let [message, color] = ["not tested", "lightgrey"];
  if (exitCode === exitCodes.violation)
    [message, color] = [
      failed > 0 ? `${failed} failed, ${passed} passed` : "not conformant",
      "red",
    ];
  if (exitCode === exitCodes.conformant)
    [message, color] = [`conformant, ${passed} passed`, "brightgreen"];
  const label = dialect?.title ?? run.tool.name;
  const isError = exitCode !== exitCodes.conformant;
  return `${JSON.stringify({ schemaVersion: 1, label, message, color, isError })}\n`;
}
