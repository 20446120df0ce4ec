import { describe, expect, it } from "vitest";
import { loadBuiltinDialect } from "../dialect/dialect.ts";
import { RuleCrash } from "../engine/engine.ts";
import { failingRule } from "../engine/failing.testing.ts";
import { exitCodeOf } from "../result/run.ts";
import {
  dialect,
  frames,
  options,
  plainTurn,
  refusal,
  responseObject,
  run,
  serving,
  streamedTurn,
  to,
  turn,
  verdicts,
} from "./run.testing.ts";
import { runScenarios } from "./run.ts";
import { RunCrash, type Progress } from "./types.ts";

describe("a run", () => {
  it("gives a whole result", async () => {
    const server = await serving();
    const result = await run(server, [plainTurn(), streamedTurn()], {
      dialects: [await dialect("openai"), await dialect()],
    });
    expect(verdicts(result)).toEqual(["test/plain: pass pass", "test/streamed: pass pass"]);
    expect(result).toMatchObject({
      format: 2,
      command: "run",
      endpoint: { baseUrl: server.baseUrl, model: "m" },
      dialects: [
        { name: "openai", revision: loadBuiltinDialect("openai").revision },
        { name: "openresponses" },
      ],
      requests: 4,
      tokens: { input: 12, output: 8 },
      partial: undefined,
    });
    const [plain, streamed] = result.scenarios;
    expect(plain).toMatchObject({
      suite: "test",
      file: "test/plain.yaml",
      redo: "responses-conformance --scenario test/plain",
      steps: [
        {
          id: "ask",
          method: "POST",
          url: `${server.baseUrl}/responses`,
          status: 200,
          sent: 1,
          events: 0,
        },
      ],
    });
    expect(streamed?.steps[0]).toMatchObject({ events: 2, retries: [] });
    expect(streamed?.steps[0]?.curl).toMatch(/^curl -sSN http.* --data-raw '\{"model":"m"/);
  });

  it("sends what upsets last, and keeps the order in its result", async () => {
    const server = await serving();
    const scenarios = [turn("a/1", undefined, "upsets: true\n"), turn("b/2"), turn("b/3")];
    const result = await run(server, scenarios, { concurrency: 1 });
    expect(server.asked.map(({ body }) => body["input"])).toEqual([
      "Say hello.",
      "b/2",
      "b/3",
      "a/1",
    ]);
    expect(result.scenarios.map(({ id }) => id)).toEqual(["a/1", "b/2", "b/3"]);
  });

  it("has no more requests under way than it may", async () => {
    const held: (() => void)[] = [];
    let most = 0;
    const server = await serving(({ body }) =>
      body["input"] === "Say hello."
        ? undefined
        : (response) => {
            held.push(() => response.end(JSON.stringify(responseObject())));
            most = Math.max(most, held.length);
            // Nothing is answered before twenty are under way; then a twenty-first gets time to show up.
            if (held.length === 20)
              setTimeout(() => {
                for (const release of held.splice(0)) release();
              }, 20);
          },
    );
    const scenarios = Array.from({ length: 40 }, (_, index) => turn(`many/n${index}`));
    const warnings: string[] = [];
    const warned = (warning: Error): void => void warnings.push(warning.message);
    process.on("warning", warned);
    const result = await run(server, scenarios, {
      concurrency: 20,
      signal: new AbortController().signal,
    });
    await new Promise(setImmediate);
    process.off("warning", warned);
    expect(new Set(result.scenarios.map(({ results }) => results[0]?.verdict))).toEqual(
      new Set(["pass"]),
    );
    expect(most).toBe(20);
    expect(warnings).toEqual([]);
  });

  it("tells how it goes", async () => {
    const server = await serving();
    const told: Progress[] = [];
    await run(server, [turn("a/1")], { onProgress: (progress) => told.push(progress) });
    expect(told.map(({ kind }) => kind)).toEqual(["probing", "probing", "started", "finished"]);
    expect(told.at(-1)).toMatchObject({ scenario: "a/1", done: 1, total: 1 });
  });

  it("with nothing to run sends nothing, and is not conformant", async () => {
    const server = await serving();
    const result = await run(server, []);
    expect(server.asked).toEqual([]);
    expect(exitCodeOf(result)).toBe(3);
  });

  it("leaves out what is made for other dialects", async () => {
    const server = await serving();
    const scenarios = [turn("a/1", undefined, "dialects: [openai]\n"), turn("a/2")];
    expect(verdicts(await run(server, scenarios))).toEqual(["a/2: pass"]);
    const both = { dialects: [await dialect(), await dialect("openai")] };
    expect(verdicts(await run(server, scenarios, both))).toEqual(["a/1: pass", "a/2: pass pass"]);
  });

  it("ends with the error of a rule that crashes, and keeps what was finished", async () => {
    const server = await serving();
    let bodies = 0;
    const crashing = failingRule({
      body() {
        // The first is that of the gate.
        if ((bodies += 1) > 2) throw new Error("oops");
      },
    });
    const three = [turn("a/1"), turn("a/2"), turn("a/3")];
    const crash = await run(server, three, { rules: [crashing], concurrency: 1 }).catch(
      (error: unknown) => error,
    );
    expect(crash).toBeInstanceOf(RunCrash);
    const { message, cause, result } = crash as RunCrash;
    expect(message).toBe("rule test/crash failed: oops");
    expect(cause).toBeInstanceOf(RuleCrash);
    expect(verdicts(result)).toEqual(["a/1: pass"]);
    expect(result.partial).toMatch(/^a bug in .* ended the run: rule test\/crash failed: oops$/);
  });
});

describe("a run that ends early", () => {
  const three = [turn("a/1"), turn("a/2"), turn("a/3")];
  it("after the first failure says so", async () => {
    const server = await serving(to("a/2", () => refusal(500)));
    const result = await run(server, three, { concurrency: 1, failFast: true });
    expect(verdicts(result)).toEqual(["a/1: pass", "a/2: fail"]);
    expect(result.partial).toBe("stopped after a/2 failed (--fail-fast)");
    expect(exitCodeOf(result)).toBe(1);
  });

  it("by the user in the middle of a stream keeps what was finished", async () => {
    const stop = new AbortController();
    const server = await serving(
      to("a/2", () => (response) => {
        response.writeHead(200, { "content-type": "text/event-stream" });
        response.write(frames({ type: "response.created", response: responseObject() }));
        setTimeout(() => stop.abort(), 10);
      }),
    );
    const result = await run(server, three, { concurrency: 1, signal: stop.signal });
    expect(verdicts(result)).toEqual(["a/1: pass"]);
    expect(result.partial).toBe("interrupted");
  });

  it("by the user before anything was sent is empty, and not conformant", async () => {
    const server = await serving();
    const result = await run(server, three, { signal: AbortSignal.abort() });
    expect(result).toMatchObject({ scenarios: [], partial: "interrupted" });
    expect(server.asked).toEqual([]);
    expect(exitCodeOf(result)).toBe(3);
  });

  it("by the user while it waits for a retry does not wait on", async () => {
    const stop = new AbortController();
    const server = await serving(
      to("a/1", () => ({ status: 503, text: "", headers: { "retry-after": "50" } })),
    );
    const result = await runScenarios({
      ...(await options(server.baseUrl, three, { concurrency: 1, signal: stop.signal })),
      onProgress: ({ kind }) => kind === "waiting" && stop.abort(),
    });
    expect(result.partial).toBe("interrupted");
  });
});
