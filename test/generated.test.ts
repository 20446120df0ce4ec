import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { createChecker, type JudgingDialect } from "../src/checker.ts";
import type { BaseDialect } from "../src/dialect/dialect.ts";
import type { Finding } from "../src/result/finding.ts";
import { answers } from "./support/answers.ts";
import { judging } from "./support/judge.ts";
import { tell, type Payload } from "./support/tell.ts";

const dialects: BaseDialect[] = ["openresponses", "openai"];
const judges = new Map<BaseDialect, JudgingDialect>();
beforeAll(async () => {
  for (const name of dialects) judges.set(name, await judging(name));
});

const plainBytes = (events: readonly Payload[], done = true): Buffer =>
  Buffer.from(
    events.map((event) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`).join("") +
      (done ? "data: [DONE]\n\n" : ""),
  );

/** What speaks against a stream: findings that are more than a remark. */
function against(bytes: Uint8Array, name: BaseDialect, cuts: readonly number[] = []): Finding[] {
  const checker = createChecker({
    dialects: [judges.get(name) as JudgingDialect],
    exchange: { source: "capture", framed: true, request: undefined, step: undefined },
    form: "sse",
  });
  let from = 0;
  for (const to of [...cuts.toSorted((a, b) => a - b), bytes.length]) {
    checker.bytes(bytes.slice(from, to));
    from = Math.max(from, to);
  }
  return checker.end().flatMap(({ findings }) => findings.filter(({ level }) => level !== "may"));
}

describe.each(dialects)("generated streams in %s", (name) => {
  it("are silent", () => {
    fc.assert(
      fc.property(answers(name), (plan) => {
        expect(
          against(plainBytes(tell(plan, name), plan.done), name).map((f) =>
            [f.rule, f.messageId, f.level, f.eventType, f.pointer, f.expected, f.actual].join(" "),
          ),
        ).toEqual([]);
      }),
      { numRuns: Number(process.env["RUNS"] ?? 300) },
    );
  });
});
