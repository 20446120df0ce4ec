import { progressLine } from "../report/progress.ts";
import type { Progress } from "../runner/types.ts";
import { widthOf, type Io } from "./io.ts";

/** A status line that rewrites itself while a run goes on. */
export interface StatusLine {
  update(progress: Progress): void;
  /** Takes the line away, so that the report begins on a clean one. */
  clear(): void;
}

/** The status line for a terminal; elsewhere (pipes, CI, --quiet) it does nothing. */
export function statusLine(io: Io, quiet: boolean): StatusLine {
  const ci = io.env["CI"] !== undefined && io.env["CI"] !== "" && io.env["CI"] !== "false";
  if (quiet || ci || !io.stderr.isTTY || !io.stdout.isTTY || io.env["TERM"] === "dumb")
    return { update: () => undefined, clear: () => undefined };
  const running = new Set<string>();
  let failed = 0;
  let done = 0;
  let total = 0;
  let what = "";
  const erase = "\r\u001b[2K";
  return {
    update(progress) {
      if (progress.kind === "started") running.add(progress.scenario);
      if (progress.kind === "finished") {
        running.delete(progress.scenario);
        if (progress.result.results[0]?.verdict === "fail") failed += 1;
      }
      if (progress.kind === "started" || progress.kind === "finished") ({ done, total } = progress);
      what = progress.kind === "probing" ? progress.what : "";
      if (progress.kind === "waiting") what = `${progress.scenario}: ${progress.reason}`;
      const line = progressLine({ done, total, failed, running: [...running], what }, widthOf(io));
      io.stderr.write(`${erase}${line}`);
    },
    clear: () => void io.stderr.write(erase),
  };
}
