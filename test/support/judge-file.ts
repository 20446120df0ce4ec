import type { JudgingDialect } from "../../src/checker/checker.ts";
import { judgeCapture } from "../../src/commands/check/judge.ts";
import { openCapture } from "../../src/commands/check/open.ts";
import type { StepFinding } from "../../src/result/run.ts";
import { rules } from "../../src/rules/index.ts";

/** What `check` finds in a file, in whatever form it is. */
export async function findingsIn(path: string, dialect: JudgingDialect): Promise<StepFinding[]> {
  const capture = await openCapture(path);
  if (capture === undefined) throw new Error(`${path} is no capture`);
  const { results } = await judgeCapture(capture, { dialects: [dialect], rules, redoPrefix: "" });
  return results.flatMap(({ findings }) => findings);
}
