import { isPath } from "./values.ts";
import {
  builtinDialects,
  dialectNames,
  findBuiltinDialect,
  revisionsOf,
} from "../dialect/dialect.ts";
import { didYouMean } from "../scenario/suggest.ts";
import type { LoadedDialect } from "./dialect-file.ts";

/**
 * A dialect, by the name of a built-in one (`openai`, or `openai@2026-08-21` for one revision) or by the path of a file.
 * @returns undefined if the name is neither; then `unknownDialect` is the error
 */
export async function openDialect(
  nameOrFile: string,
  ruleIds: readonly string[],
): Promise<LoadedDialect | undefined> {
  const builtin = findBuiltinDialect(nameOrFile);
  if (builtin !== undefined) return { dialect: builtin };
  if (!isPath(nameOrFile)) return undefined;
  const { loadDialectFile } = await import("./dialect-file.ts");
  return loadDialectFile(nameOrFile, ruleIds);
}

/** The error for an unknown dialect or revision: the name, the known names, and what to write instead. */
export function unknownDialect(name: string): string {
  const dialect = builtinDialects.find((known) => name.startsWith(`${known}@`));
  if (dialect === undefined) {
    const known = `Known: ${builtinDialects.join(", ")}, or the path of a dialect file.`;
    return `unknown dialect "${name}".${didYouMean(name, dialectNames) || ` ${known}`}`;
  }
  const known = revisionsOf(dialect).map((revision) => revision.name);
  return `unknown revision "${name}". Known: ${known.join(", ")}. For the newest revision, write ${dialect}.`;
}
