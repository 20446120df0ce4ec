import type { SourceError } from "../scenario/types.ts";

/** What was asked for cannot be done as it was given: the message says what to do. No bug; the program ends with exit code 2. */
export class UsageError extends Error {
  override name = "UsageError";
}

/** What was asked for cannot be done for mistakes in files, at least one of which is told with its line: mended, it can. */
export class FileError extends UsageError {}

/** Mistakes in files, with what else is wrong. */
export function fileError(
  errors: readonly SourceError[],
  others: readonly string[] = [],
): UsageError {
  const texts = errors.length > 0 ? [sourceErrorText(errors), ...others] : others;
  const placed = errors.some(({ line }) => line > 0);
  return new (placed ? FileError : UsageError)(texts.join("\n"));
}

/** Problems of files as `file:line:col: message`, one a line, in the order of the files. */
export function sourceErrorText(errors: readonly SourceError[]): string {
  return errors
    .map(({ file, line, column, message }) =>
      line > 0 ? `${file}:${line}:${column}: ${message}` : `${file}: ${message}`,
    )
    .join("\n");
}
