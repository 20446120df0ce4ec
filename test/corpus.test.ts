import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import { createChecker, type JudgingDialect } from "../src/checker/checker.ts";
import type { Finding } from "../src/result/finding.ts";
import { judging } from "./support/judge.ts";
import { corpusFolder, leftOut, recordings, type Recording } from "./support/shared.ts";

const folder = corpusFolder();
const all = folder === undefined ? [] : recordings(folder);
let openai: JudgingDialect;
beforeAll(async () => {
  openai = await judging("openai");
});

function judge({ file, form }: Recording, dialect: JudgingDialect): Finding[] {
  const exchange = {
    source: "capture",
    framed: form === "sse",
    request: undefined,
    step: undefined,
  } as const;
  const checker = createChecker({ dialects: [dialect], exchange, form });
  checker.bytes(readFileSync(file));
  return checker.end().flatMap(({ findings }) => findings);
}

describe("recorded streams of servers that set the standard", () => {
  const trusted = all.filter(
    ({ name, numbered }) =>
      numbered && /^(openai|openai-via-mirascope|azure|deepseek|bedrock-mantle)--/.test(name),
  );
  /** SHOULD findings that are right: OpenAI does what the protocol advises against. */
  const explained: [RegExp, string, string][] = [
    [
      /^openai--error-failed--/,
      "http/error-before-stream",
      "a rate limit is told by the stream although no output had begun",
    ],
  ];
  if (trusted.length === 0) it("are not here", () => leftOut("false alarms on recorded streams"));
  it.each(trusted.map((recording) => [recording.name, recording] as const))(
    "%s breaks no MUST and no SHOULD of openai",
    (_, recording) => {
      const findings = judge(recording, openai).filter(
        ({ level, rule }) =>
          level === "must" ||
          (level === "should" &&
            !explained.some(([files, id]) => files.test(recording.name) && id === rule)),
      );
      expect(
        findings.map(({ rule, messageId, event, pointer, expected, actual, args }) => ({
          rule,
          messageId,
          event,
          pointer,
          expected,
          actual,
          args,
        })),
      ).toEqual([]);
    },
  );
});
