import { totalsOf, type RunResult, type ScenarioResult } from "../result/run.ts";
import { mapsInOrder, visible } from "./json.ts";

/** What is known of a run before its first scenario. */
type Opening = Pick<
  RunResult,
  "format" | "tool" | "command" | "startedAt" | "endpoint" | "dialects" | "rules"
>;

const line = (record: object): string => `${visible(JSON.stringify(record, mapsInOrder))}\n`;

/** The first line: what runs, and what is needed to render the others. */
export function ndjsonHeader(opening: Opening): string {
  const { format, tool, command, startedAt, endpoint, dialects, rules } = opening;
  return line({ type: "header", format, tool, command, startedAt, endpoint, dialects, rules });
}

/** The line of one scenario, without what went over the wire: lines are to stay short. */
export function ndjsonScenario(scenario: ScenarioResult): string {
  const steps = scenario.steps.map(({ traces: _traces, ...step }) => step);
  return line({ type: "scenario", ...scenario, steps });
}

/**
 * The last line: what the run came to, and how many scenario lines stand before it. A file without it was cut short.
 */
export function ndjsonFooter(run: RunResult, { exitCode }: { exitCode: number }): string {
  const { durationMs, endpoint, requests, tokens, partial, waivers, shard, scenarios } = run;
  const totals = Object.fromEntries(run.dialects.map(({ name }) => [name, totalsOf(run, name)]));
  // The endpoint once more: its model may only have been found out.
  const rest = { durationMs, endpoint, requests, tokens, partial, waivers, shard, totals };
  return line({ type: "footer", scenarios: scenarios.length, exitCode, ...rest });
}

/** The whole run, a line for each scenario between header and footer. */
export function ndjsonReport(run: RunResult, options: { exitCode: number }): string {
  return (
    ndjsonHeader(run) + run.scenarios.map(ndjsonScenario).join("") + ndjsonFooter(run, options)
  );
}
