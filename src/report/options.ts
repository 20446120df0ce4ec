import type { Paint } from "./paint.ts";

/** How a report is to look, and what the run came to. The same options go to every report. */
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
