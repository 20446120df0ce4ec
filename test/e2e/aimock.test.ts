import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { LLMock } from "@copilotkit/aimock";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { RunResult } from "../../src/result/run.ts";
import { cli, type CliResult } from "../support/cli.ts";
import { reportOf } from "../support/endpoints.ts";

/** A screen and a half of a terminal with 50 lines. */
const screens = 75;

describe("a mock server of somebody else's", () => {
  const mock = new LLMock({ port: 0 });
  const cwd = mkdtempSync(join(tmpdir(), "responses-conformance-"));
  let first: CliResult & { run: RunResult };
  beforeAll(async () => {
    mock.on({}, { content: "Hello there, this is a mock." });
    await mock.start();
    first = await judge();
  });
  afterAll(async () => {
    rmSync(cwd, { recursive: true });
    await mock.stop();
  });

  /** Runs all suites. What a person reads of it is in `stdout`. */
  const judge = async (): Promise<typeof first> => {
    const target = ["--base-url", `${mock.url}/v1`, "--model", "gpt-4o", "--dialect", "openai"];
    const result = await cli([...target, "--reporter", "console", "--reporter", "json=r.json"], {
      cwd,
      env: { RESPONSES_API_KEY: "sk-mock-key-123456" },
    });
    return { ...result, run: reportOf(readFileSync(join(cwd, "r.json"), "utf8")) };
  };

  it("is judged end to end: its missing numbers and its empty usage are named", () => {
    const { code, run } = first;
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
    expect(found("usage/plausible")[0]).toMatchObject({ level: "should" });
  });

  it("gets the same verdicts in ten runs in a row, over both transports, and is told what it lacks", async () => {
    const runs: Record<string, string>[] = [];
    const lacks = new Set<string>();
    for (let count = 0; count < 10; count++) {
      const { scenarios } = (count === 0 ? first : await judge()).run;
      const verdicts = scenarios.flatMap(({ id, results: [result] }) => {
        if (result?.verdict === "n/a") lacks.add(result.reason ?? "");
        const rules = new Set(result?.findings.map(({ rule }) => rule));
        return [[id, `${result?.verdict} ${[...rules].toSorted().join(" ")}`] as const];
      });
      runs.push(Object.fromEntries(verdicts));
    }
    for (const later of runs.slice(1)) expect(later).toEqual(runs[0]);
    expect(Object.keys(runs[0] ?? {}).length).toBeGreaterThan(200);
    expect(runs[0]?.["websocket/turn"]).toMatch(/^fail .*sequence\/present/);
    expect([...lacks].toSorted()).toEqual([
      "cancel needs background: the response is finished and not in the background (POST /responses answered 200)",
      "the capability auth is not offered: a request without an API key was served",
      "the capability background is accepted and ignored: the response is finished and not in the background (POST /responses answered 200)",
      'the capability compact is not offered: POST /responses/compact answered 404: "Not found"',
      'the capability delete is not offered: DELETE /responses/{id} answered 404: "Not found"',
      'the capability input-items is not offered: GET /responses/{id}/input_items answered 404: "Not found"',
      'the capability input-tokens is not offered: POST /responses/input_tokens answered 404: "Not found"',
      "the capability json-object is accepted and ignored: text.format of type json_object has no effect: the text is not JSON, and the response has no text.format (POST /responses answered 200)",
      "the capability lanes is accepted and ignored: the request has a stream_id, but no event has it (WS /responses answered 200)",
      "the capability logprobs is accepted and ignored: include has no effect: the text has no logprobs (POST /responses answered 200)",
      "the capability prewarm is accepted and ignored: the request has generate: false, but the response has output (WS /responses answered 200)",
      "the capability reasoning is accepted and ignored: reasoning.effort has no effect: there is no reasoning item and no reasoning token, also with the effort high (POST /responses answered 200)",
      'the capability replay is not offered: GET /responses/{id}?stream=true answered 404: "Not found"',
      'the capability retrieve is not offered: GET /responses/{id} answered 404: "Not found"',
      'the capability steering is not offered: a response.steer message got 400: "Expected message type \\"response.create\\""',
      "the capability structured is accepted and ignored: text.format of type json_schema has no effect: the text is not JSON, and the response has no text.format (POST /responses answered 200)",
      "the capability tools is accepted and ignored: no tool was called, not even one that was required, and the response has no tools (POST /responses answered 200)",
      "the config has no provoke.streamError",
    ]);
  }, 240_000);

  it("is told in a screen and a half", () => {
    const { code, stdout } = first;
    expect(code).toBe(1);
    expect(stdout).toContain("sequence/present");
    expect(stdout).toContain("usage/plausible");
    expect(stdout.trimEnd().split("\n").length).toBeLessThanOrEqual(screens);
    expect(stdout.trimEnd().split("\n").at(-1)).toMatch(/^NOT CONFORMANT .*\(exit 1\)$/);
  });
});
