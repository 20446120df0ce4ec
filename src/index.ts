/**
 * The library: judges answers of the Responses API by the rules of this package. What it shows is declared in
 * `library/types.ts`; signatures stand here, so that the declarations of the package are these two files.
 */
import { packageVersion } from "./assets/assets.ts";
import { builtinDialects } from "./dialect/dialect.ts";
import { checkSource } from "./library/check.ts";
import { openForUsers, readOptions } from "./library/options.ts";
import { tellRules } from "./library/result.ts";
import { createPublicChecker } from "./library/watch.ts";
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
 * Reads an answer to its end and judges it. What an endpoint sends never makes it fail: that is in the result.
 * @param source a fetch `Response` (its body is read), the body whole or in pieces, or the events of a stream
 * @throws Error for wrong use; the reason of `signal` when it is aborted; what an iterable of yours throws
 */
export function checkStream(source: Source, options?: CheckStreamOptions): Promise<CheckResult> {
  return checkSource(source, options);
}

/**
 * Makes a checker that judges one answer while somebody else reads it: `push` what comes, `end` when it is over.
 * @throws Error for wrong options
 */
export async function createChecker(options?: CheckerOptions): Promise<Checker> {
  return createPublicChecker(await readOptions(options), options?.onFinding);
}

/**
 * Loads a dialect, to judge by it many times: a file of yours, or one that ships with the package by its name.
 * @throws Error with `file:line:column` for each mistake in the file
 */
export function loadDialect(path: string): Promise<Dialect> {
  return openForUsers(path);
}

/** Names of the dialects that ship with the package; the first is the default. */
export const dialects: readonly DialectName[] = builtinDialects;

/** All rules, in the order in which reports list them. */
export const rules: readonly RuleInfo[] = tellRules(allRules);

/** Version of this package. */
export const version: string = packageVersion();
