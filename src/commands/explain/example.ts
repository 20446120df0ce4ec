import { describeDialects, describeRules } from "../../runner/describe.ts";
import { existsSync } from "node:fs";
import { assetPath } from "../../assets/assets.ts";
import type { JudgingDialect } from "../../checker.ts";
import { levelOf } from "../../engine/engine.ts";
import type { Rule } from "../../engine/rule.ts";
import { renderFull } from "../../report/failure.ts";
import type { Paint } from "../../report/paint.ts";
import { violationsIn } from "../../report/violations.ts";
import type { RunResult } from "../../result/run.ts";
import { readTape, tapeSuffix } from "../../tape/tape.ts";
import { tapeExchanges } from "../check/capture.ts";
import { judgeCapture } from "../check/judge.ts";

/** The folder of the good tapes that examples are made from: the build's copy, or that of the sources. */
function tapeFolder(): string | undefined {
  return [assetPath("dist", "tapes"), assetPath("fixtures", "good")].find((folder) =>
    existsSync(folder),
  );
}

/**
 * A failing example of a rule: a good recording is broken in one place and judged for real.
 * @returns the rendered finding, or undefined where the recordings are not installed
 */
export async function failingExample(
  rule: Rule,
  dialects: readonly JudgingDialect[],
  paint: Paint,
): Promise<{ fault: string; lines: string[] } | undefined> {
  const folder = tapeFolder();
  if (folder === undefined) return undefined;
  for (const fault of rule.faults) {
    const dialect = dialects.find(
      ({ dialect }) =>
        levelOf(rule, dialect) !== "off" && (fault.dialects?.includes(dialect.base) ?? true),
    );
    if (!dialect) continue;
    const tape = fault.edit(await readTape(`${folder}/${fault.tape}${tapeSuffix}`));
    const scenario = await judgeCapture(
      { id: fault.tape, suite: "example", title: fault.name, exchanges: tapeExchanges(tape) },
      { dialects: [dialect], rules: [rule], redoPrefix: "" },
    );
    const run: RunResult = {
      format: 1,
      tool: { name: "responses-conformance", version: "" },
      command: "check",
      startedAt: "",
      durationMs: 0,
      endpoint: undefined,
      dialects: describeDialects([dialect]),
      scenarios: [{ ...scenario, redo: "" }],
      rules: describeRules([rule], [dialect]),
      requests: 0,
      tokens: undefined,
      partial: undefined,
    };
    const [shown] = run.scenarios;
    const [violation] = shown ? violationsIn(run, shown, dialect.dialect.name) : [];
    if (violation) return { fault: fault.name, lines: renderFull(violation, run, { paint }) };
  }
  return undefined;
}
