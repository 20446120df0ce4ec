import type { SourceError } from "../scenario/types.ts";

/** What was asked for cannot be done as it was given: the message says what to do. No bug; the program ends with exit code 2. */
export class UsageError extends Error {
  override name = "UsageError";
}

/** Problems of files as `file:line:col: message`, one a line, in the order of the files. */
export function sourceErrorText(errors: readonly SourceError[]): string {
  return errors
    .map(({ file, line, column, message }) =>
      line > 0 ? `${file}:${line}:${column}: ${message}` : `${file}: ${message}`,
    )
    .join("\n");
}
