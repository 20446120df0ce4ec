import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { judging } from "../../../test/support/judge.ts";
import { corpusFolder, leftOut, recordings, type Recording } from "../../../test/support/shared.ts";
import { createChecker } from "../../checker/checker.ts";
import { sequenceRules } from "../sequence/index.ts";
import { sseRules } from "../sse/index.ts";
import { usageRules } from "../usage/index.ts";
import { lifecycleRules } from "./index.ts";

const rules = [...sseRules, ...sequenceRules, ...lifecycleRules, ...usageRules];
const folder = corpusFolder();
const files = folder === undefined ? [] : recordings(folder);

/** What was seen by eye in the recordings, by these families in `openai`. */
const known: [files: RegExp, findings: string[]][] = [
  [
    /^agentic-api--mcptool-/,
    [
      "sequence/present:missing must",
      "sse/event-name:missing should",
      "lifecycle/created-first:again must",
      "lifecycle/failed-has-error:absent must",
    ],
  ],
  [/^agentic-api--(fc|reasoningtext)-/, []],
  [/^github-copilot--/, ["lifecycle/response-id-stable:changes must"]],
  [/^openrouter--/, ["sse/event-name:missing should"]],
  [/^openai--(fc--1|text--7)\./, ["sequence/present:missing must"]],
  [
    /^vllm--fc--1\./,
    [
      "usage/present-at-end:field must",
      "lifecycle/failed-has-error:absent must",
      "lifecycle/incomplete-has-details:absent must",
    ],
  ],
  [/^vllm--(?!fc--1\.)/, ["lifecycle/failed-has-error:absent must"]],
  [/^xai--websearch-customtool--1\./, ["lifecycle/failed-has-error:absent must"]],
  [/^(chatgpt-codex--|lmstudio--|xai--(?!websearch-customtool--1\.))/, []],
];

/** Findings on one recording, in `openai`, as text. */
async function judge({ file, form }: Recording): Promise<string[]> {
  const checker = createChecker({
    dialects: [await judging("openai")],
    exchange: { source: "capture", framed: form === "sse", request: undefined, step: undefined },
    form,
    rules,
  });
  checker.bytes(readFileSync(file));
  const findings = checker.end().flatMap((judgement) => judgement.findings);
  return findings.map((f) => `${f.rule}:${f.messageId} ${f.level}`);
}

function withRecordings(): void {
  it.each(known)("%s", async (pattern, expected) => {
    const matching = files.filter(({ name }) => pattern.test(name));
    expect(matching).not.toEqual([]);
    for (const recording of matching)
      expect([recording.name, ...(await judge(recording)).toSorted()]).toEqual([
        recording.name,
        ...expected.toSorted(),
      ]);
  });
}

function withoutRecordings(): void {
  it("were left out", () => {
    leftOut("known violations of the lifecycle, the sequence, the framing and the usage");
    expect(files).toEqual([]);
  });
}

const suite = files.length > 0 ? withRecordings : withoutRecordings;
describe("recorded streams", () => {
  suite();
});
