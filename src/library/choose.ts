import type { JudgingDialect } from "../checker/checker.ts";
import { openDialect, unknownDialect } from "../config/open-dialect.ts";
import { fileError, UsageError } from "../config/usage-error.ts";
import type { Dialect } from "../dialect/dialect.ts";
import type { Rule } from "../engine/rule.ts";
import { rules as allRules } from "../rules/index.ts";
import { globTest } from "../scenario/glob.ts";
import { didYouMean } from "../scenario/suggest.ts";
import { loadSchemas } from "../schema/index.ts";

/** Ids of all rules. */
export const ruleIds: readonly string[] = allRules.map(({ id }) => id);

/**
 * A dialect by its name (or that of one of its revisions), or by the path of its file.
 * @throws UsageError for an unknown name, and for a file with errors
 */
export async function findDialect(name: string): Promise<Dialect> {
  const found = await openDialect(name, ruleIds);
  if (!found) throw new UsageError(unknownDialect(name));
  if ("errors" in found) throw fileError(found.errors);
  return found.dialect;
}

/**
 * Loads dialects with their validators, in the order asked for.
 * @throws UsageError for an unknown name, for a dialect file with errors, and for two that are named alike
 */
export async function loadDialects(
  wanted: readonly (string | Dialect)[],
): Promise<JudgingDialect[]> {
  const loaded: JudgingDialect[] = [];
  for (const one of new Set(wanted)) {
    const dialect = typeof one === "string" ? await findDialect(one) : one;
    if (loaded.some((other) => other.dialect.name === dialect.name))
      throw new UsageError(`two of the requested dialects are named "${dialect.name}"`);
    loaded.push({ dialect, schemas: await loadSchemas(dialect) });
  }
  return loaded;
}

/**
 * The rules that globs name; all of them without globs.
 * @throws UsageError when a glob names none
 */
export function selectRules(globs: readonly string[]): readonly Rule[] {
  if (globs.length === 0) return allRules;
  const wanted = new Set<Rule>();
  for (const glob of globs) {
    const matches = globTest(glob);
    const found = allRules.filter(({ id }) => matches(id));
    if (found.length === 0) {
      const hint =
        didYouMean(glob, ruleIds) || " `responses-conformance list rules` lists all ids.";
      throw new UsageError(`no rule matches "${glob}".${hint}`);
    }
    for (const rule of found) wanted.add(rule);
  }
  return allRules.filter((rule) => wanted.has(rule));
}
