import { isObject, type Json } from "../json/json.ts";
import { causeRecords, type CauseRecord } from "../result/cause-records.ts";
import { totalsOf, type RunResult, type Totals } from "../result/run.ts";

/** The JSON report: the run, with the counts per dialect and the exit code added. */
export interface JsonReport extends RunResult {
  exitCode: number;
  /** By name of the dialect. */
  totals: Record<string, Totals>;
  /** What the findings come from, the most important first. */
  causes: CauseRecord[];
}

/** The run as one JSON document. The order of keys is always the same, so that two reports can be compared as text. */
export function jsonReport(run: RunResult, { exitCode }: { exitCode: number }): string {
  const { format, tool, command, startedAt, durationMs, endpoint, dialects } = run;
  const { requests, tokens, partial, rules, scenarios, waivers, shard, capabilities } = run;
  const totals = Object.fromEntries(dialects.map(({ name }) => [name, totalsOf(run, name)]));
  const report: JsonReport = {
    format,
    tool,
    command,
    startedAt,
    durationMs,
    exitCode,
    endpoint,
    partial,
    requests,
    tokens,
    dialects,
    totals,
    causes: causeRecords(run),
    ...(shard ? { shard } : {}),
    ...(waivers ? { waivers } : {}),
    ...(capabilities ? { capabilities } : {}),
    scenarios,
    rules,
  };
  return `${visible(JSON.stringify(report, mapsInOrder, 2))}\n`;
}

/** JSON text without the control characters that JSON may hold as they are: a terminal would obey them. */
export const visible = (json: string): string =>
  json.replaceAll(
    /[\u007f-\u009f\u2028\u2029]/g,
    (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );

/** For JSON.stringify: maps by rule id grow in the order of the traffic; in the report they are sorted. */
export function mapsInOrder(key: string, value: Json): Json {
  if (key !== "exercised" || !isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}
