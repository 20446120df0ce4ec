import type { JudgingDialect } from "../checker/checker.ts";
import { loadScenarios } from "../scenario/load.ts";
import type { Scenario } from "../scenario/types.ts";
import { ruleIds } from "./judging.ts";
import { fileError, UsageError } from "../config/usage-error.ts";

/**
 * The scenarios that suites and globs name, for the dialects asked for.
 * @throws UsageError for files with errors, unknown suites, and globs that name nothing
 */
export async function selectScenarios(
  suites: readonly string[] | undefined,
  globs: readonly string[],
  dialects: readonly JudgingDialect[],
  cwd: string,
): Promise<Scenario[]> {
  // A scenario for a published dialect is one for all that extend it.
  const names = dialects.flatMap(({ dialect }) => [dialect.name, dialect.base]);
  const { scenarios, errors, unmatched } = await loadScenarios({
    ...(suites ? { suites } : {}),
    scenarioGlobs: globs,
    dialects: names,
    ruleIds,
    cwd,
  });
  if (errors.length > 0) throw fileError(errors);
  if (unmatched.length > 0)
    throw new UsageError(
      `${unmatched.join("\n")}\n\`responses-conformance list scenarios\` lists all ids.`,
    );
  return scenarios;
}
