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

  it("is told in a screen and a half", async () => {
    const { code, stdout } = await judge();
    expect(code).toBe(1);
    expect(stdout).toContain("sequence/present");
    expect(stdout).toContain("usage/plausible");
    expect(stdout.trimEnd().split("\n").length).toBeLessThanOrEqual(screens);
    expect(stdout.trimEnd().split("\n").at(-1)).toMatch(/^NOT CONFORMANT .*\(exit 1\)$/);
  });
});
