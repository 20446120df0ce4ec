import { appendFileSync, writeFileSync } from "node:fs";
import { ndjsonFooter, ndjsonHeader, ndjsonScenario } from "../report/ndjson.ts";
import type { RunResult, ScenarioResult } from "../result/run.ts";
import { describeDialects, describeRules } from "../runner/describe.ts";
import { parseBaseUrl, shownUrl } from "../runner/request.ts";
import type { RunOptions } from "../runner/types.ts";
import type { Io } from "./io.ts";
import type { Reporter } from "./reporters.ts";

/** NDJSON reports that grow while a run goes on, so that what was found survives a run that does not. */
export interface NdjsonStream {
  scenario(result: ScenarioResult): void;
  /** Writes what did not come as a scenario, and the footer. */
  end(run: RunResult, exitCode: number): void;
}

/** Opens the NDJSON reports among those that were asked for, and writes their header; undefined where there is none. */
export function openNdjson(
  reporters: readonly Reporter[],
  { tool, endpoint, dialects, rules = [] }: RunOptions,
  io: Io,
): NdjsonStream | undefined {
  const wanted = reporters.filter(({ name }) => name === "ndjson");
  if (wanted.length === 0) return undefined;
  const written = new Set<string>();
  const put = (text: string): void => {
    for (const { file } of wanted)
      if (file === undefined) io.stdout.write(text);
      else appendFileSync(file, text);
  };
  for (const { file } of wanted) if (file !== undefined) writeFileSync(file, "");
  put(
    ndjsonHeader({
      format: 2,
      tool,
      command: "run",
      startedAt: new Date().toISOString(),
      endpoint: { baseUrl: shownUrl(parseBaseUrl(endpoint.baseUrl)), model: endpoint.model },
      dialects: describeDialects(dialects),
      rules: describeRules(rules, dialects),
    }),
  );
  const scenario = (result: ScenarioResult): void => {
    written.add(result.id);
    put(ndjsonScenario(result));
  };
  return {
    scenario,
    end(run, exitCode) {
      for (const result of run.scenarios) if (!written.has(result.id)) scenario(result);
      put(ndjsonFooter(run, { exitCode }));
    },
  };
}
