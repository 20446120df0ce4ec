import { describeDialects, describeRules } from "../../runner/describe.ts";
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { basename } from "node:path";
import { assetPath } from "../../assets/assets.ts";
import type { JudgingDialect } from "../../checker.ts";
import { levelOf } from "../../engine/engine.ts";
import type { Rule } from "../../engine/rule.ts";
import { renderFull } from "../../report/failure.ts";
import type { Paint } from "../../report/paint.ts";
import { violationsIn } from "../../report/violations.ts";
import type { RunResult } from "../../result/run.ts";
import { readTape, tapeSuffix, type Tape } from "../../tape/tape.ts";
import { tapeExchanges } from "../check/capture.ts";
import { judgeCapture } from "../check/judge.ts";

/** Reads a good tape that examples are made from: out of the build's bundle of them, or of the sources. */
async function readGoodTape(name: string): Promise<Tape | undefined> {
  const folder = assetPath("fixtures", "good");
  const file = `${folder}/${name}${tapeSuffix}`;
  const bundle = assetPath("dist", "tapes.json");
  if (!existsSync(bundle)) return existsSync(folder) ? readTape(file) : undefined;
  const texts = JSON.parse(await readFile(bundle, "utf8")) as Record<string, string>;
  return readTape(file, (path) => Promise.resolve(Buffer.from(texts[basename(path)] ?? "")));
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
  for (const fault of rule.faults) {
    const dialect = dialects.find(
      ({ dialect }) =>
        levelOf(rule, dialect) !== "off" && (fault.dialects?.includes(dialect.base) ?? true),
    );
    if (!dialect) continue;
    const good = await readGoodTape(fault.tape);
    if (!good) return undefined;
    const tape = fault.edit(good);
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
