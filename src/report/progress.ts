import { clip, listed, safe } from "./text.ts";

/** The progress of a run. */
export interface Standing {
  done: number;
  total: number;
  failed: number;
  /** Ids of the scenarios that run now. */
  running: readonly string[];
  /** What is done beside them, such as a probe. */
  what: string;
}

/** The progress of a run, as one line that fits the terminal. */
export function progressLine(
  { done, total, failed, running, what }: Standing,
  width: number,
): string {
  const counts = total === 0 ? "" : `${done}/${total}${failed > 0 ? `, ${failed} failed` : ""}  `;
  return clip(safe(`${counts}${what === "" ? running.join(", ") : what}`), Math.max(10, width - 1));
}

/** The line between two runs: when the next run began, and which files changed. */
export function watchLine(files: readonly string[], time: Date, width: number): string {
  const text = `---- ${time.toTimeString().slice(0, 8)}  ${safe(listed(files, 3))} changed `;
  return clip(text, width).padEnd(width, "-");
}
