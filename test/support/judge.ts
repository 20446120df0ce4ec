import { readdirSync } from "node:fs";
import { createChecker, type JudgingDialect } from "../../src/checker/checker.ts";
import { loadBuiltinDialect, type BuiltinName } from "../../src/dialect/dialect.ts";
import { createSession } from "../../src/engine/exchange.ts";
import type { Rule } from "../../src/engine/rule.ts";
import { goodTape } from "../../src/guide/tapes.ts";
import { assetPath } from "../../src/assets/assets.ts";
import type { Finding } from "../../src/result/finding.ts";
import { loadSchemas } from "../../src/schema/index.ts";
import { piecesOf, tapeSuffix, type Tape } from "../../src/tape/tape.ts";

/** A published dialect with its validators. */
export async function judging(name: BuiltinName): Promise<JudgingDialect> {
  const dialect = loadBuiltinDialect(name);
  return { dialect, schemas: await loadSchemas(dialect) };
}

/** The names of all good tapes. */
export const tapeNames: readonly string[] = readdirSync(assetPath("fixtures", "good"))
  .filter((file) => file.endsWith(tapeSuffix))
  .map((file) => file.slice(0, -tapeSuffix.length));

export { goodTape };

export interface Judged {
  findings: Finding[];
  exercised: Record<string, number>;
}

interface JudgeOptions {
  rules?: readonly Rule[];
  /** Byte offsets at which the bodies are split into reads. */
  cuts?: number[];
}

/**
 * Judges all exchanges of a tape, in order and knowing of each other, by several dialects at once.
 * @returns what each dialect says, in their order
 */
export function judgeTapeBy(
  tape: Tape,
  dialects: readonly JudgingDialect[],
  { rules, cuts = [] }: JudgeOptions = {},
): Judged[] {
  const session = createSession();
  const judged = dialects.map((): Judged => ({ findings: [], exercised: {} }));
  for (const {
    transport,
    connection,
    request,
    response,
    form,
    bytes,
    end,
    step,
    reads,
  } of tape.exchanges) {
    const checker = createChecker({
      dialects,
      exchange: { source: transport, framed: form === "sse", request, step, connection },
      session,
      ...(rules ? { rules } : {}),
      ...(form === "text" ? {} : { form }),
    });
    if (response) checker.open(response);
    let from = 0;
    for (const { to, at } of cutPieces(bytes.length, piecesOf({ bytes, reads }), cuts)) {
      checker.bytes(bytes.slice(from, to), at);
      from = to;
    }
    for (const [place, judgement] of checker.end(end).entries()) {
      const { findings, exercised } = judged[place] as Judged;
      findings.push(...judgement.findings);
      for (const [rule, times] of Object.entries(judgement.exercised))
        exercised[rule] = (exercised[rule] ?? 0) + times;
    }
  }
  return judged;
}

/** The ends of the pieces of a body that is cut further than it came, and when each of them came, if that is known. */
function cutPieces(
  length: number,
  pieces: ReturnType<typeof piecesOf>,
  cuts: readonly number[],
): { to: number; at: number | undefined }[] {
  let read = 0;
  const reads = (pieces ?? []).map((piece) => ({ to: (read += piece.length), at: piece.at }));
  const inside = cuts.filter((cut) => cut > 0 && cut < length);
  const ends = [...new Set([...inside, ...reads.map(({ to }) => to), length])];
  return ends
    .toSorted((a, b) => a - b)
    .map((to) => ({ to, at: reads.find((one) => to <= one.to)?.at }));
}

/** Judges all exchanges of a tape by one dialect. */
export const judgeTape = (tape: Tape, dialect: JudgingDialect, options?: JudgeOptions): Judged =>
  judgeTapeBy(tape, [dialect], options)[0] as Judged;
