import { LLMock } from "@copilotkit/aimock";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { RunResult } from "../../src/result/run.ts";
import { cli } from "../support/cli.ts";

/** A screen and a half of a terminal with 50 lines. */
const screens = 75;

describe("a mock server of somebody else's", () => {
  const mock = new LLMock({ port: 0 });
  beforeAll(async () => {
    mock.on({}, { content: "Hello there, this is a mock." });
    await mock.start();
  });
  afterAll(() => mock.stop());

  const judge = (...args: string[]) =>
    cli(["--base-url", `${mock.url}/v1`, "--model", "gpt-4o", "--dialect", "openai", ...args], {
      env: { RESPONSES_API_KEY: "sk-mock-key-123456" },
    });

  it("is judged end to end: its missing numbers and its empty usage are named", async () => {
    const { code, stdout } = await judge("--reporter", "json");
    const run = JSON.parse(stdout) as RunResult;
    const found = (rule: string) =>
      run.scenarios
        .flatMap(({ results }) => results.flatMap(({ findings }) => findings))
        .filter((f) => f.rule === rule);
    expect(code).toBe(1);
    expect(found("sequence/present")[0]).toMatchObject({
      level: "must",
      messageId: "missing",
      pointer: "/sequence_number",
    });
    expect(found("usage/plausible")[0]).toMatchObject({ level: "must" });
  });

  it("gets the same verdicts in ten runs in a row, over both transports, and is told what it lacks", async () => {
    const runs: Record<string, string>[] = [];
    const lacks = new Set<string>();
    for (let count = 0; count < 10; count++) {
      const { stdout } = await judge("--reporter", "json");
      const { scenarios } = JSON.parse(stdout) as RunResult;
      const verdicts = scenarios.flatMap(({ id, results: [result] }) => {
        if (result?.verdict === "n/a")
          lacks.add((result.reason ?? "").replace(/resp-[\w-]+/, "ID"));
        const rules = new Set(result?.findings.map(({ rule }) => rule));
        return [[id, `${result?.verdict} ${[...rules].toSorted().join(" ")}`] as const];
      });
      runs.push(Object.fromEntries(verdicts));
    }
    for (const later of runs.slice(1)) expect(later).toEqual(runs[0]);
    expect(Object.keys(runs[0] ?? {}).length).toBeGreaterThan(200);
    expect(runs[0]?.["websocket/turn"]).toMatch(/^fail .*sequence\/present/);
    expect([...lacks].toSorted()).toEqual([
      'DELETE /responses/ID answered 404: "Not found"',
      'GET /responses/ID answered 404: "Not found"',
      'GET /responses/ID/input_items answered 404: "Not found"',
      'POST /responses/compact answered 404: "Not found"',
      'POST /responses/input_tokens answered 404: "Not found"',
      "background requests run in the foreground",
      "cancel needs background: background requests run in the foreground",
      "the config has no provoke.streamError",
    ]);
  }, 240_000);

  it("is told in a screen and a half", async () => {
    const { code, stdout } = await judge();
    expect(code).toBe(1);
    expect(stdout).toContain("sequence/present");
    expect(stdout).toContain("usage/plausible");
    expect(stdout.trimEnd().split("\n").length).toBeLessThanOrEqual(screens);
    expect(stdout.trimEnd().split("\n").at(-1)).toMatch(/^NOT CONFORMANT .*\(exit 1\)$/);
  });
});
