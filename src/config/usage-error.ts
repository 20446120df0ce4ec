import type { SourceError } from "../scenario/types.ts";

/** A wrong command line or setting. Its message says what to do. The program ends with exit code 2. */
export class UsageError extends Error {
  override name = "UsageError";
}

/** Errors in files, at least one of them with its line. After the user corrects the files, the same command can run. */
export class FileError extends UsageError {}

/** Errors in files, and other errors that were found with them. */
export function fileError(
  errors: readonly SourceError[],
  others: readonly string[] = [],
): UsageError {
  const texts = errors.length > 0 ? [sourceErrorText(errors), ...others] : others;
  const placed = errors.some(({ line }) => line > 0);
  return new (placed ? FileError : UsageError)(texts.join("\n"));
}

/** Errors of files as `file:line:col: message`, one per line, in the order of the files. */
export function sourceErrorText(errors: readonly SourceError[]): string {
  return errors
    .map(({ file, line, column, message }) =>
      line > 0 ? `${file}:${line}:${column}: ${message}` : `${file}: ${message}`,
    )
    .join("\n");
}
