import type { Paint } from "./paint.ts";

/** How a report looks, and the exit code of the run. Every report gets the same options. */
export interface ReportOptions {
  /** The exit code of the program, which a report explains. */
  exitCode: number;
  /** SHOULD findings count like MUST. */
  strict: boolean;
  /** Only failures and the last line. */
  quiet: boolean;
  /** Nothing is folded; rules that were not exercised are named. */
  verbose: boolean;
  /** Columns of the terminal. */
  width: number;
  paint: Paint;
}
