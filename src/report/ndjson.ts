import { causeRecords } from "../result/cause-records.ts";
import { totalsOf, type RunResult, type ScenarioResult } from "../result/run.ts";
import { mapsInOrder, visible } from "./json.ts";

/** What is known of a run before its first scenario. */
type Opening = Pick<
  RunResult,
  "format" | "tool" | "command" | "startedAt" | "endpoint" | "dialects" | "rules"
>;

const line = (record: object): string => `${visible(JSON.stringify(record, mapsInOrder))}\n`;

/** The first line: what runs, and what the other lines need to be rendered. */
export function ndjsonHeader(opening: Opening): string {
  const { format, tool, command, startedAt, endpoint, dialects, rules } = opening;
  return line({ type: "header", format, tool, command, startedAt, endpoint, dialects, rules });
}

/** The line of one scenario, without traces, so that lines are short. */
export function ndjsonScenario(scenario: ScenarioResult): string {
  const steps = scenario.steps.map(({ traces: _traces, ...step }) => step);
  return line({ type: "scenario", ...scenario, steps });
}

/**
 * The last line: the outcome of the run, and the number of scenario lines before it. A file without it is incomplete.
 */
export function ndjsonFooter(run: RunResult, { exitCode }: { exitCode: number }): string {
  const {
    durationMs,
    endpoint,
    requests,
    tokens,
    partial,
    waivers,
    shard,
    capabilities,
    scenarios,
  } = run;
  const totals = Object.fromEntries(run.dialects.map(({ name }) => [name, totalsOf(run, name)]));
  // The endpoint once more: its model may only have been found out.
  const rest = {
    durationMs,
    endpoint,
    requests,
    tokens,
    partial,
    waivers,
    shard,
    capabilities,
    totals,
    causes: causeRecords(run),
  };
  return line({ type: "footer", scenarios: scenarios.length, exitCode, ...rest });
}

/** The whole run: header, a line for each scenario, footer. */
export function ndjsonReport(run: RunResult, options: { exitCode: number }): string {
  return (
    ndjsonHeader(run) + run.scenarios.map(ndjsonScenario).join("") + ndjsonFooter(run, options)
  );
}
