import { isPath } from "./values.ts";
import { builtinDialects, type Dialect } from "../dialect/dialect.ts";
import type { LoadedDialect } from "./dialect-file.ts";

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
  if (builtin !== undefined) {
    const { loadBuiltinDialect } = await import("../dialect/load.ts");
    return { dialect: loadBuiltinDialect(builtin) };
  }
  if (!isPath(nameOrFile)) return undefined;
  const { loadDialectFile } = await import("./dialect-file.ts");
  return loadDialectFile(nameOrFile, ruleIds);
}
