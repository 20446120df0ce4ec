import { nothingExercised } from "../result/conclude.ts";
import { exitCodeOf, exitCodes, totalsOf, type RunResult } from "../result/run.ts";
import { failureLines } from "./causes.ts";
import type { Paint } from "./paint.ts";
import { plural, safe } from "./text.ts";

/** Most lines for violations: what is read in the log of a test. */
const room = 45;

/**
 * The report on one stream, for tests and logs: each kind of violation once with
 * its evidence, as on the console, and a last line for each dialect. It ends with a line end.
 */
export function streamReport(
  run: RunResult,
  { paint, width }: { paint: Paint; width: number },
): string {
  const options = { paint, width, exitCode: 0, strict: false, quiet: true, verbose: false };
  const lines = failureLines(
    run,
    options,
    { room, whole: true },
    "`findings` of the result has all of them",
  );
  if (lines.length > 0) lines.push("");
  lines.push(...run.dialects.map((dialect) => closingLine(run, dialect, paint)));
  return `${lines.join("\n")}\n`;
}

function closingLine(run: RunResult, dialect: RunResult["dialects"][number], paint: Paint): string {
  const title = safe(dialect.title);
  const { must, should, rulesExercised } = totalsOf(run, dialect.name);
  const found = [
    ...(must > 0 ? [plural(must, "MUST finding")] : []),
    ...(should > 0 ? [plural(should, "SHOULD finding")] : []),
  ];
  const counts = [...found, `${plural(rulesExercised, "rule")} exercised`].join(", ");
  const outcome = exitCodeOf({ ...run, dialects: [dialect] });
  if (outcome === exitCodes.violation) return paint.red(`NOT CONFORMANT to ${title}: ${counts}`);
  if (outcome === exitCodes.conformant) return paint.green(`CONFORMANT to ${title}: ${counts}`);
  const result = run.scenarios[0]?.results.find((one) => one.dialect === dialect.name);
  const reason = result?.reason ?? nothingExercised("MUST rule");
  return paint.red(`NOT TESTED against ${title}: ${safe(reason)}`);
}
