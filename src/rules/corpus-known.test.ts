import { existsSync, readFileSync, readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, it } from "vitest";
import { judging } from "../../test/support/judge.ts";
import { createChecker, type JudgingDialect } from "../checker/checker.ts";
import type { Finding, Judgement } from "../result/finding.ts";
import { callRules } from "./call/index.ts";
import { itemRules } from "./item/index.ts";
import { partRules } from "./part/index.ts";
import { reasoningRules } from "./reasoning/index.ts";
import { textRules } from "./text/index.ts";

const shared =
  process.env["SHARED_DIR"] ?? fileURLToPath(new URL("../../../shared", import.meta.url));
const folder = `${shared}/corpus`;
const files = existsSync(folder)
  ? readdirSync(folder).filter((file) => /\.(sse|jsonl)$/.test(file))
  : [];
const rules = [...itemRules, ...partRules, ...textRules, ...callRules, ...reasoningRules];

let openai: JudgingDialect;
beforeAll(async () => {
  openai = await judging("openai");
});

function run(file: string): Judgement[] {
  const framed = file.endsWith(".sse");
  const checker = createChecker({
    dialects: [openai],
    exchange: { source: "capture", framed, request: undefined, step: undefined },
    form: framed ? "sse" : "jsonl",
    rules,
  });
  checker.bytes(readFileSync(`${folder}/${file}`));
  return checker.end();
}

const judge = (file: string): Finding[] => run(file).flatMap(({ findings }) => findings);
const named = (finding: Finding): string => `${finding.rule}:${finding.messageId}`;

/** What is known of the recorded servers: files, and the finding that each of them must have. */
const violations: [string, RegExp, string, Partial<Finding>][] = [
  [
    "vLLM gives the items of the final output other ids than it streamed",
    /^vllm--(fc-reasoning|fc-struct|parallelfc|reasoningtext|text)/,
    "item/id-stable:changed",
    { eventType: "response.completed", pointer: "/response/output/0/id" },
  ],
  [
    "vLLM streams raw reasoning into a part that it never adds",
    /^vllm--.*reasoningtext/,
    "part/added-before-delta:not-added",
    { eventType: "response.reasoning_text.delta" },
  ],
  [
    "Copilot gives each event of an item an id that no other response has",
    /^github-copilot--/,
    "item/id-stable:changed",
    { eventType: "response.output_item.done" },
  ],
  [
    "the ChatGPT backend ends with an empty output",
    /^chatgpt-codex--/,
    "item/done-equals-output:missing",
    { actual: "an empty output", pointer: "/response/output" },
  ],
  [
    "LM Studio sends the arguments of a call without a delta",
    /^lmstudio--fc/,
    "call/arguments-buffer:no-deltas",
    { pointer: "/arguments", actual: String.raw`"{\"location\":\"San Francisco\"}"` },
  ],
  [
    "the agentic-api gateway puts a delta of {} before the real arguments",
    /^agentic-api--fc/,
    "call/arguments-buffer:differs",
    { eventType: "response.function_call_arguments.done" },
  ],
  [
    "OpenRouter gives the reasoning of the final output another id",
    /^openrouter--reasoningtext/,
    "item/id-stable:changed",
    { eventType: "response.completed", pointer: "/response/output/0/id" },
  ],
];

const present = (): void => {
  it.each(violations)("%s", (_, pattern, finding, evidence) => {
    const those = files.filter((file) => pattern.test(file));
    expect(those).not.toEqual([]);
    for (const file of those) {
      const found = judge(file).filter((one) => named(one) === finding);
      expect({ file, found }).toMatchObject({ file, found: [{ level: "must", ...evidence }] });
    }
  });

  it.each([/^openai/, /^azure/, /^deepseek/, /^bedrock-mantle/])(
    "nothing is said of %s",
    (pattern) => {
      const those = files.filter((file) => pattern.test(file));
      expect(those).not.toEqual([]);
      for (const file of those)
        expect({ file, found: judge(file).map(named) }).toEqual({ file, found: [] });
    },
  );

  it("each of these rules but one finds something to evaluate there", () => {
    const seen = new Set<string>();
    for (const file of files.filter((one) => one.startsWith("openai")))
      for (const { exercised } of run(file))
        for (const rule of Object.keys(exercised)) seen.add(rule);
    // No recorded stream of OpenAI shows what a shell printed.
    expect(rules.map(({ id }) => id).filter((id) => !seen.has(id))).toEqual(["text/shell-output"]);
  });
};

const absent = (): void => {
  it("are not here", () => {
    console.log("left out: the recorded streams are not here (set SHARED_DIR)");
    expect(existsSync(folder)).toBe(false);
  });
};

describe("recorded streams", () => {
  if (files.length > 0) present();
  else absent();
});
