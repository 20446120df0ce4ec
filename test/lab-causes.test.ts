import { readdirSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import type { JudgingDialect } from "../src/checker/checker.ts";
import { judgeCapture } from "../src/commands/check/judge.ts";
import { openCapture } from "../src/commands/check/open.ts";
import { consoleReport } from "../src/report/console.ts";
import { scenarioLines } from "../src/report/scenarios.ts";
import { options } from "../src/report/sample.testing.ts";
import { causeName, causesOf, everyCase, strictest } from "../src/result/causes.ts";
import type { RunResult } from "../src/result/run.ts";
import { emptyRun } from "../src/runner/describe.ts";
import { rules } from "../src/rules/index.ts";
import { judging } from "./support/judge.ts";
import { leftOut, sharedFolder } from "./support/shared.ts";

const folder = sharedFolder(join("lab-2026-11", "tapes"));
const captures =
  folder === undefined
    ? []
    : readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((file) =>
        /\.tape\.json$|(?<!\.\d+)\.sse$/.test(file),
      );

/** Most causes that a page can tell. */
const most = 8;

/** Recordings with more mistakes that do not come from each other: correcting one leaves the others. */
const roots: Record<string, readonly string[]> = {
  "bridges/01-relay-text-no-part-events.sse": [
    "no content_part.added",
    "no output_text.done and content_part.done",
    "no sequence numbers",
    "no annotations in parts",
    "no content_index in deltas",
    "a bare response object",
    "no output_tokens_details",
    "no [DONE]",
    "no response.in_progress",
  ],
  "litellm/bridge-reasoning.sse": [
    "no summary part",
    "numbers that go back, where there are any",
    "the final item lost its summary",
    "an output_text part in a reasoning item",
    "no sequence numbers",
    "no summary and status in the item",
    "no summary_index in deltas",
    "fields left out of the response",
    "no event lines",
    "parallel_tool_calls and model change",
  ],
  "ogx/05-ogx-mcp.sse": [
    "events that Open Responses does not have",
    "deltas before their item",
    "a gap in the numbers",
    "deltas of another kind of item",
    "no output_text.done",
    "no event lines",
    "no [DONE]",
    "no output_index and item_id",
    "item types that Open Responses does not have",
    "a misspelt event",
    "no status of items",
  ],
  "transformers/tf-call-required/tf-call-required.tape.json": [
    "arguments in the added item",
    "created_at with a fraction",
    "tools do not come back",
    "the added item is completed",
    "an id twice",
    "an index twice",
    "fields left out of the response",
    "no event lines",
    "no [DONE]",
    "parallel_tool_calls without its default",
  ],
  "transformers/tf-choice-none/tf-choice-none.tape.json": [
    "arguments in the added item",
    "created_at with a fraction",
    "tools do not come back",
    "the added item is completed",
    "an id twice",
    "an index twice",
    "a call although none is allowed",
    "fields left out of the response",
    "no event lines",
    "no [DONE]",
    "parallel_tool_calls without its default",
  ],
};

let dialects: JudgingDialect[];
beforeAll(async () => {
  dialects = [await judging("openresponses"), await judging("openai")];
});

async function judged(file: string): Promise<RunResult> {
  const capture = await openCapture(join(folder ?? "", file));
  if (capture === undefined) throw new Error(`${file} is not a capture`);
  const scenario = await judgeCapture(capture, { dialects, rules, redoPrefix: "check" });
  const tool = { name: "responses-conformance", version: "0" };
  return { ...emptyRun("check", tool, dialects, rules), scenarios: [scenario] };
}

describe("the causes of a recording", () => {
  if (folder === undefined) it("are not here", () => leftOut("recordings of real servers"));

  it.each(captures)("are few: %s", async (file) => {
    const run = await judged(file);
    const causes = causesOf(run).filter((cause) => strictest(everyCase(cause)) !== "may");
    const told = causes.map((cause) => `${causeName(cause.first)}: ${cause.message}`);
    expect(told.length, told.join("\n")).toBeLessThanOrEqual(roots[file]?.length ?? most);
    for (const { first, message, others, violations, count, sort } of causes) {
      // Every violation is counted once: under the headline or another text.
      expect(violations).toContain(first);
      if (others.length > 0) expect(first.message).toBe(message);
      if (sort === "finding") expect(first.message).toBe(message);
      expect(count).toBeGreaterThan(0);
    }
  });

  it.each(captures)("are told on a page, in full: %s", async (file) => {
    const run = await judged(file);
    const text = consoleReport(run, options({ exitCode: 1, width: 120 }));
    const list = scenarioLines(run, options({ width: 120 }));
    expect(text.trimEnd().split("\n").length - list.length).toBeLessThanOrEqual(60);
    for (const block of text.split("\n\n").filter((one) => one.startsWith("FAIL  ")))
      if (!/\n(FAIL|WARN) {2}/.test(block)) expect(block.split("\n").length).toBeLessThanOrEqual(6);
    expect(text).not.toContain("more cause");
  });
});
