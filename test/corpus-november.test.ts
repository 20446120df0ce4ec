import type { Level } from "../src/result/finding.ts";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import type { JudgingDialect } from "../src/checker/checker.ts";
import { findingsIn } from "./support/judge-file.ts";
import { judging } from "./support/judge.ts";
import { leftOut, sharedFolder } from "./support/shared.ts";

const folder = sharedFolder("corpus-2026-11");
const isRecording = (name: string): boolean => /\.(sse|jsonl|har)$/.test(name);
const all =
  folder === undefined
    ? []
    : [
        ...readdirSync(folder),
        ...readdirSync(join(folder, "har")).map((name) => join("har", name)),
      ].filter(isRecording);

/** What a recorder did to recordings of servers that did nothing wrong. */
const recorders: [file: string, finding: string, why: string][] = [
  ["openai--text--19.sse", "sequence/present:missing", "older than the numbers of events"],
  ["openai--shell--1.jsonl", "text/deltas-equal-done:differs", "its deltas were cut short"],
];

/** What servers are known to do: each of their recordings must be accused of it. */
const violations: [what: string, files: RegExp, finding: string][] = [
  ["xAI exceeds max_output_tokens", /^xai--summary--[13]\.sse/, "usage/arithmetic:over-limit"],
  ["xAI exceeds max_output_tokens in JSON", /xai--over-limit/, "usage/arithmetic:over-limit"],
  ["xAI repeats the ids of reasoning", /xai--repeated-reasoning-id/, "item/id-unique:repeated"],
  ["xAI loses the name of a format", /xai--format-name-lost/, "echo/request:differs"],
  ["xAI sends an error as a text", /xai--error-body/, "http/error-body:no-error"],
  ["xAI leaves out fields", /^xai--summary--(9|11)\.jsonl/, "schema/response:left-out"],
  ["OpenRouter has null for cache options", /^openrouter--/, "schema/response:invalid"],
  ["Bedrock counts no reasoning", /bedrock-mantle--gpt-oss/, "usage/plausible:no-reasoning"],
  ["agentgateway has empty ids", /^agentgateway--/, "item/id-stable:empty"],
  ["agentgateway counts from 1", /^agentgateway--(fc|text)/, "sequence/starts-at-zero:not-zero"],
  [
    "agentgateway sends no in_progress",
    /^agentgateway--(fc|text)/,
    "lifecycle/progress-order:missing",
  ],
  ["agentgateway adds no parts", /^agentgateway--(fc|text)/, "part/added-before-delta:not-added"],
  [
    "agentgateway ends with an empty output",
    /^agentgateway--(fc|text)/,
    "item/done-equals-output:missing",
  ],
  ["CLIProxyAPI counts from 1", /^cliproxyapi--/, "sequence/starts-at-zero:not-zero"],
  ["CLIProxyAPI leaves out fields", /^cliproxyapi--/, "schema/response:left-out"],
  [
    "the ChatGPT backend ends with an empty output",
    /^chatgpt-codex--/,
    "item/done-equals-output:missing",
  ],
  [
    "DeepSeek says when an incomplete response completed",
    /deepseek--json-incomplete/,
    "lifecycle/completed-at:not-completed",
  ],
  [
    "DeepSeek labels a refusal as octets",
    /deepseek--json-badmodel/,
    "http/json-content-type:wrong",
  ],
];

let openai: JudgingDialect;
beforeAll(async () => {
  openai = await judging("openai");
});

/** The findings of a recording that have one of these levels. */
async function broken(name: string, levels: readonly Level[] = ["must"]): Promise<string[]> {
  const found = await findingsIn(join(folder ?? "", name), openai);
  const counted = found.filter(({ level }) => levels.includes(level));
  return [...new Set(counted.map(({ rule, messageId }) => `${rule}:${messageId}`))];
}

describe("recordings of November 2026", () => {
  if (all.length === 0) it("are not here", () => leftOut("recordings of November 2026"));
  const trusted = all.filter((name) => /(^|\/)(openai|azure)--/.test(name));
  it.each(trusted)("%s breaks no MUST but by its recorder", async (name) => {
    const known = recorders.filter(([file]) => file === name).map(([, finding]) => finding);
    expect(await broken(name)).toEqual(known);
  });

  const those = all.length === 0 ? [] : violations;
  it.each(those)("%s", async (_, files, finding) => {
    const names = all.filter((name) => files.test(name));
    expect(names).not.toEqual([]);
    for (const name of names)
      expect([name, await broken(name, ["must", "should"])]).toEqual([
        name,
        expect.arrayContaining([finding]),
      ]);
  });

  const isKnown = (name: string): boolean =>
    recorders.some(([file]) => file === name) || violations.some(([, files]) => files.test(name));
  it("of which nothing is known are not accused", async () => {
    const accused: string[] = [];
    for (const name of all)
      if (!isKnown(name) && (await broken(name)).length > 0) accused.push(name);
    expect(accused).toEqual([]);
  });
});
