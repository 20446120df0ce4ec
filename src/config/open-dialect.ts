import { isPath } from "./values.ts";
import { builtinDialects } from "../dialect/dialect.ts";
import { loadBuiltinDialect } from "../dialect/load.ts";
import type { LoadedDialect } from "./dialect-file.ts";

/**
 * A dialect, by the name of a built-in one or by the path of a dialect file.
 * @returns undefined if the name is neither
 */
export async function openDialect(
  nameOrFile: string,
  ruleIds: readonly string[],
): Promise<LoadedDialect | undefined> {
  const builtin = builtinDialects.find((name) => name === nameOrFile);
  if (builtin !== undefined) return { dialect: loadBuiltinDialect(builtin) };
  if (!isPath(nameOrFile)) return undefined;
  const { loadDialectFile } = await import("./dialect-file.ts");
  return loadDialectFile(nameOrFile, ruleIds);
}
