/**
 * The library: judges answers of the Responses API with the rules of this package. The public types are in
 * `library/types.ts`, the functions are here: these two files are all declarations of the package.
 */
import { packageVersion } from "./assets/assets.ts";
import { builtinDialects } from "./dialect/dialect.ts";
import { checkSource } from "./library/check.ts";
import { openForUsers, readOptions } from "./library/options.ts";
import { publicRules } from "./library/result.ts";
import { createPublicChecker } from "./library/stream-checker.ts";
import { rules as allRules } from "./rules/index.ts";
import type {
  Checker,
  CheckerOptions,
  CheckResult,
  CheckStreamOptions,
  Dialect,
  DialectName,
  RuleInfo,
  Source,
} from "./library/types.ts";

export type * from "./library/types.ts";

/**
 * Reads an answer to its end and judges it. It never rejects because of what an endpoint sent: the result contains that.
 * @param source a fetch `Response` (its body is read), a body as a whole or in pieces, or the events of a stream
 * @throws Error for wrong use; the reason of `signal` if it is aborted; the error of your iterable if it throws
 */
export function checkStream(source: Source, options?: CheckStreamOptions): Promise<CheckResult> {
  return checkSource(source, options);
}

/**
 * Makes a checker that judges one answer while other code reads it. Call `push` for each piece and `end` at the end.
 * @throws Error for wrong options
 */
export async function createChecker(options?: CheckerOptions): Promise<Checker> {
  return createPublicChecker(await readOptions(options), options?.onFinding);
}

/**
 * Loads a dialect file, or a dialect of the package by its name. The result can be used many times.
 * @throws Error with `file:line:column` for each mistake in the file
 */
export function loadDialect(path: string): Promise<Dialect> {
  return openForUsers(path);
}

/** Names of the dialects of the package. The first one is the default. */
export const dialects: readonly DialectName[] = builtinDialects;

/** All rules, in the order in which reports list them. */
export const rules: readonly RuleInfo[] = publicRules(allRules);

/** Version of this package. */
export const version: string = packageVersion();
