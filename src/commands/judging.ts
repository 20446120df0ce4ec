import { exitCodeOf, exitCodes, type RunResult } from "../result/run.ts";

export { loadDialects, ruleIds, selectRules } from "../library/choose.ts";

/** The exit code of a command: a run that was cut short is never conformant. */
export function outcome(run: RunResult, { strict = false }: { strict?: boolean }): number {
  const code = exitCodeOf(run, { strict });
  return code === exitCodes.conformant && run.partial !== undefined ? exitCodes.notTested : code;
}
