import type { RunResult } from "../result/run.ts";
import { clip, listed, plural, safe } from "./text.ts";
import type { ReportOptions } from "./options.ts";
import { nameOf } from "./failure.ts";
import { violationsIn, type Violation } from "../result/violation.ts";
import { unitOf } from "./violations.ts";

/** What to do about a stale waiver. */
export const staleAdvice = "nothing violates this rule any more; remove the waiver";

/** A waiver in words: the rule, and the scenario if it names one. */
const about = ({ rule, scenario }: { rule: string; scenario: string | undefined }): string =>
  safe(scenario === undefined ? rule : `${rule} in ${scenario}`);

/** Waived failures, one line per kind, and the waivers that are stale or expired. */
export function waiverLines(run: RunResult, { paint, quiet, verbose }: ReportOptions): string[] {
  const lines = quiet ? [] : waivedKinds(run).map((kind) => kindLine(kind, run, verbose));
  for (const waiver of run.waivers ?? []) {
    const { place, state, until, reason } = waiver;
    if (state === "stale")
      lines.push(`${paint.red("STALE")}   ${safe(place)}  ${about(waiver)}: ${staleAdvice}`);
    if (state === "expired" && !quiet)
      lines.push(
        `${paint.yellow("EXPIRED")} ${safe(place)}  ${about(waiver)}: the waiver ended on ${until ?? ""} (${safe(clip(reason, 100))})`,
      );
  }
  return lines;
}

interface Kind {
  first: Violation;
  reason: string;
  scenarios: Set<string>;
}

function waivedKinds(run: RunResult): Kind[] {
  const kinds = new Map<string, Kind>();
  for (const { name } of run.dialects)
    for (const scenario of run.scenarios)
      for (const violation of violationsIn(run, scenario, name)) {
        if (violation.waived === undefined) continue;
        const key = `${nameOf(violation)} ${violation.waived}`;
        const kind = kinds.get(key) ?? {
          first: violation,
          reason: violation.waived,
          scenarios: new Set(),
        };
        kinds.set(key, kind);
        kind.scenarios.add(scenario.id);
      }
  return [...kinds.values()];
}

function kindLine({ first, reason, scenarios }: Kind, run: RunResult, verbose: boolean): string {
  const where = listed([...scenarios], verbose ? Infinity : 3);
  const count = scenarios.size > 1 ? ` (${plural(scenarios.size, unitOf(run))})` : "";
  return `WAIVED  ${nameOf(first)}  ${safe(where)}${count}: ${safe(clip(first.message, 120))}; ${safe(clip(reason, 120))}`;
}
