import { builtinDialects, type Dialect } from "./dialect.ts";
import type { LoadedDialect } from "./load.ts";

/** Filled in by the build: the dialects of the package, read beforehand. A start then needs no YAML parser. */
declare const bundledDialects: Record<string, Dialect> | undefined;

/**
 * A dialect by the name of one that ships with the package, or by the path of a dialect file.
 * @returns undefined for a name that is neither
 */
export async function openDialect(
  nameOrFile: string,
  ruleIds: readonly string[],
): Promise<LoadedDialect | undefined> {
  const builtin = builtinDialects.find((name) => name === nameOrFile);
  if (builtin !== undefined && typeof bundledDialects !== "undefined") {
    const dialect = bundledDialects[builtin];
    if (dialect) return { dialect };
  }
  const { loadBuiltinDialect, loadDialectFile } = await import("./load.ts");
  if (builtin !== undefined) return { dialect: loadBuiltinDialect(builtin) };
  return /[/\\]|\.ya?ml$/i.test(nameOrFile) ? loadDialectFile(nameOrFile, ruleIds) : undefined;
}
