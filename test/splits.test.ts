import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import type { JudgingDialect } from "../src/checker/checker.ts";
import { goodTape, judgeTape, judging, tapeNames } from "./support/judge.ts";

let dialects: JudgingDialect[];
beforeAll(async () => {
  dialects = [await judging("openresponses"), await judging("openai")];
});

describe("where the network cuts", () => {
  it.each(tapeNames)("%s is judged alike however its bytes are split", async (name) => {
    const tape = await goodTape(name);
    for (const dialect of dialects) {
      if (tape.dialects?.includes(dialect.dialect.name) === false) continue;
      const whole = judgeTape(tape, dialect);
      fc.assert(
        fc.property(fc.array(fc.nat(20_000), { maxLength: 40 }), (cuts) => {
          expect(judgeTape(tape, dialect, { cuts })).toEqual(whole);
        }),
        { numRuns: 15 },
      );
    }
  });
});
