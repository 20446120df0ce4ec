import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { assetPath } from "../src/assets/assets.ts";
import { bareExchange } from "../src/commands/check/capture.ts";
import { judgeCapture } from "../src/commands/check/judge.ts";
import type { JudgingDialect } from "../src/checker/checker.ts";
import type { DialectResult } from "../src/result/run.ts";
import { rules } from "../src/rules/index.ts";
import { runScenarios } from "../src/runner/run.ts";
import type { RunOptions } from "../src/runner/types.ts";
import { builtinSuites } from "../src/scenario/files.ts";
import { loadScenarios } from "../src/scenario/load.ts";
import { bin } from "./support/cli.ts";
import { judging } from "./support/judge.ts";
import { leftOut, sharedFolder } from "./support/shared.ts";

const folder = sharedFolder("cases-2026-11");

let openai: JudgingDialect;
beforeAll(async () => {
  openai = await judging("openai");
});

const patience = { connect: 5000, headers: 20_000, idle: 20_000, total: 60_000 };

/** Starts a small server of the cases, which ends with the present test. @returns what it printed */
async function start(file: string, env: Record<string, string> = {}) {
  const child = spawn(process.execPath, [join(folder ?? "", "reports", file)], {
    cwd: assetPath(),
    stdio: ["ignore", "pipe", "ignore"],
    env: { PATH: process.env["PATH"] ?? "", RESPONSES_CONFORMANCE: bin, ...env },
  });
  onTestFinished(() => void child.kill());
  return child;
}

/** Runs scenarios against a server of the cases. */
async function run(
  file: string,
  ids: string[],
  env: Record<string, string> = {},
  more: Partial<RunOptions> = {},
): Promise<Record<string, DialectResult>> {
  const child = await start(file, env);
  const [said] = (await once(child.stdout, "data")) as [Buffer];
  const { scenarios } = await loadScenarios({ suites: builtinSuites() });
  const result = await runScenarios({
    endpoint: { baseUrl: said.toString().trim(), model: "m", apiKey: undefined, headers: {} },
    dialects: [openai],
    scenarios: scenarios.filter(({ id }) => ids.includes(id)),
    capabilities: {},
    provoke: {},
    timeouts: patience,
    limits: { eventBytes: 1 << 24, streamBytes: 1 << 26 },
    concurrency: 4,
    retries: 0,
    failFast: false,
    redoPrefix: "",
    tool: { name: "test", version: "0" },
    ...more,
  });
  return Object.fromEntries(
    result.scenarios.map(({ id, results }) => [id, results[0] as DialectResult]),
  );
}

const present = (): void => {
  it("log probabilities that are refused in a stream fail the stream alone", async () => {
    const [plain, streamed] = ["core/logprobs", "core/logprobs-stream"];
    const results = await run("58-logprobs-refused-streamed.mjs", [plain, streamed]);
    expect(results[plain]?.verdict).toBe("pass");
    expect(results[streamed]).toMatchObject({
      verdict: "fail",
      expectations: [{ what: "status", actual: "400" }],
    });
  });

  it("a background response that GET shows as it began fails, as its stream and cancellation show more", async () => {
    const id = "background/poll";
    const timeouts = { ...patience, background: 1000 };
    const results = await run("55-background-stale.mjs", [id], {}, { timeouts });
    expect(results[id]?.verdict).toBe("fail");
    expect(results[id]?.findings.map(({ rule }) => rule)).toContain("background/lifecycle");
  });

  it("a stream that comes in one burst is a warning", async () => {
    // A clock that runs ten times as fast: the server is silent for what looks like 12 seconds.
    const now = (): number => performance.now() * 10;
    const id = "core/text-stream";
    const results = await run("59-streamed-in-one-burst.mjs", [id], { WAIT: "1200" }, { now });
    expect(results[id]).toMatchObject({
      verdict: "warn",
      findings: [{ rule: "http/no-burst", level: "should" }],
    });
  });

  it.each(["17", "30"])("a refusal of %s MB is larger than a limit of ours", async (MB) => {
    const id = "errors/missing-input";
    const results = await run("64-huge-refusal.mjs", [id], { MB });
    expect(results[id]).toMatchObject({ verdict: "inconclusive", findings: [], expectations: [] });
    expect(results[id]?.reason).toMatch(/the body is larger than limits\.eventBytes \(16MiB\)/);
  });

  it("so is an image of 17 MiB in one event", async () => {
    const child = await start("65-large-image.mjs");
    const capture = { id: "-", suite: "", title: "" };
    const { results } = await judgeCapture(
      { ...capture, exchanges: [bareExchange("sse", () => child.stdout)] },
      { dialects: [openai], rules, redoPrefix: "" },
    );
    expect(results[0]).toMatchObject({ verdict: "inconclusive", findings: [] });
    expect(results[0]?.reason).toMatch(/an event is larger than limits\.eventBytes \(16MiB\)/);
  });
};

describe("servers with faults that only a run shows", () => {
  if (folder === undefined) it("are not here", () => leftOut("reported faults, live"));
  else present();
});
