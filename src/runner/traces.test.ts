import { describe, expect, it } from "vitest";
import { defineRule } from "../engine/rule.ts";
import type { RunResult } from "../result/run.ts";
import type { Trace } from "../result/trace.ts";
import { referenceModel, startReferenceServer } from "../reference/index.ts";
import {
  closing,
  frames,
  refusal,
  responseObject,
  run,
  scenario,
  serving,
  streamedTurn,
  to,
  turn,
} from "./run.testing.ts";
import { tracesOnce } from "./traces.ts";

/** Finds fault with a delta that says so, and with a plain answer that does. */
const disliking = (level: "must" | "may" = "must") =>
  defineRule({
    id: "test/bad",
    title: "Nothing is bad",
    requirement: { openresponses: level, openai: level },
    spec: [],
    messages: { bad: "it is bad" },
    observe: ({ report, exercised }) => ({
      every(event) {
        exercised();
        if (event.payload["delta"] === "bad") report("bad", { at: event });
      },
      body({ text }) {
        exercised();
        if (text.includes("bad")) report("bad", {});
      },
    }),
  });

const delta = (text: string, index = 0) => ({
  type: "response.output_text.delta",
  delta: text,
  output_index: index,
});
const saying = (...texts: string[]) => ({
  text: frames(...texts.map((text, index) => delta(text, index)), {
    type: "response.completed",
    response: responseObject(),
  }),
  headers: { "content-type": "text/event-stream" },
});
const bad = () => saying("good", "bad", "late");

const tracesOf = (result: RunResult): Record<string, Trace[] | undefined> =>
  Object.fromEntries(
    result.scenarios.flatMap(({ id, steps }) =>
      steps.map((step) => [`${id} ${step.id}`, step.traces] as const),
    ),
  );
const streaming = (id: string) =>
  scenario(
    id,
    `needs: [stream]\nsteps:\n  - id: ask\n    post: /responses\n    body: { input: "${id}", stream: true }\n    expect: { status: 200 }\n`,
  );

describe("what went over the wire", () => {
  it("is kept for a step with a finding, numbered as the finding is", async () => {
    const server = await serving(to("a/bad", bad));
    const result = await run(server, [streaming("a/bad"), streamedTurn("a/good")], {
      rules: [disliking()],
      traces: true,
    });
    const { "a/bad ask": traces, "a/good ask": none } = tracesOf(result);
    expect(none).toBeUndefined();
    expect(traces).toHaveLength(1);
    const [trace] = traces ?? [];
    expect(JSON.parse(trace?.request ?? "")).toMatchObject({ input: "a/bad", stream: true });
    expect(trace?.headers).toMatchObject({ "content-type": "text/event-stream" });
    const found = result.scenarios[0]?.results[0]?.findings[0]?.event;
    expect(found).toBe(1);
    expect(trace?.frames.map(({ event, output, delta: text }) => [event, output, text])).toEqual([
      [0, 0, "good"],
      [1, 1, "bad"],
      [2, 2, "late"],
      [3, undefined, undefined],
    ]);
    for (const { at } of trace?.frames ?? []) expect(at).toBeGreaterThanOrEqual(0);
  });

  it("is kept for an expectation that was not met, and for a body that is no stream", async () => {
    const server = await serving(to("a/refused", () => refusal(400, "no, thank you")));
    const result = await run(server, [turn("a/refused"), turn("a/met")], { traces: true });
    const { "a/refused ask": traces, "a/met ask": none } = tracesOf(result);
    expect(none).toBeUndefined();
    expect(traces?.[0]?.frames).toEqual([
      expect.objectContaining({ type: "body", raw: expect.stringContaining("no, thank you") }),
    ]);
  });

  it("is not kept where nobody asks for it, and not for what only a MAY speaks of", async () => {
    const server = await serving(to("a/bad", bad));
    const ask = (level: "must" | "may", traces: boolean) =>
      run(server, [streaming("a/bad")], { rules: [disliking(level)], traces });
    expect(tracesOf(await ask("must", false))).toEqual({ "a/bad ask": undefined });
    expect(tracesOf(await ask("may", true))).toEqual({ "a/bad ask": undefined });
    const followed: unknown[] = [];
    await run(server, [streaming("a/bad")], {
      rules: [disliking()],
      traces: true,
      onProgress: (progress) => void followed.push(progress),
    });
    expect(JSON.stringify(followed)).not.toContain('"traces"');
  });

  it("is told for each time that a step was sent, and the finding says which it was", async () => {
    const server = await serving(({ body, nth }) =>
      body["input"] === "call" ? (nth === 2 ? bad() : saying("good")) : undefined,
    );
    const asking = scenario(
      "a/again",
      `needs: [stream]
steps:
  - id: ask
    post: /responses
    body: { input: call, stream: true }
    provoke: { item: function_call }
    attempts: 3
    expect: { status: 200 }
`,
    );
    // The gate takes the first request.
    const result = await run(server, [asking], { rules: [disliking()], traces: true });
    const [finding] = result.scenarios[0]?.results[0]?.findings ?? [];
    const traces = tracesOf(result)["a/again ask"] ?? [];
    expect(traces.map(({ exchange }) => exchange)).toEqual([0, 1, 2]);
    const named = traces.find(({ exchange }) => exchange === finding?.exchange);
    expect(finding?.exchange).toBeGreaterThan(0);
    expect(named?.frames.find(({ event }) => event === finding?.event)?.delta).toBe("bad");
  });

  it("is kept for a gate that is broken", async () => {
    const server = await serving(() => (response) => {
      response.writeHead(200, { "content-type": "text/event-stream" });
      response.write(frames(delta("half")));
      setTimeout(() => response.destroy(), 5);
    });
    const result = await run(server, [streamedTurn()], { traces: true });
    const gate = result.scenarios.find(({ suite }) => suite === "gate");
    expect(gate?.steps[0]?.traces?.[0]?.frames[0]?.delta).toBe("half");
  });

  it("is kept once where it was sent once: with the first that has something against it", async () => {
    const server = await serving(to("shared", bad));
    const sharing = (id: string) =>
      scenario(
        id,
        `needs: [stream]\nsteps:\n  - { id: ask, post: /responses, shared: true, body: { input: shared, stream: true }, expect: { status: 200 } }\n`,
      );
    const result = await run(server, [sharing("a/one"), sharing("a/two")], {
      rules: [disliking()],
      traces: true,
    });
    expect(tracesOf(result)).toEqual({
      "a/one ask": [expect.objectContaining({ exchange: 0, omitted: 0 })],
      "a/two ask": undefined,
    });
    // Put together from parts, it comes to the same.
    const [one, two] = result.scenarios;
    if (!one || !two) throw new Error("both ran");
    const parts = tracesOnce([one, { ...two, steps: one.steps }]);
    expect(parts[0]).toEqual(one);
    expect(parts[1]?.steps[0]).not.toHaveProperty("traces");
    // Unless the part that sent it for itself was answered otherwise.
    const other = one.steps.map((step) => ({ ...step, bytes: step.bytes + 1 }));
    expect(tracesOnce([one, { ...two, steps: other }])[1]?.steps[0]).toHaveProperty("traces");
  });

  it("is each message of a WebSocket turn", async () => {
    // It pauses within the answer, so that time passes before the last message.
    const server = await startReferenceServer({ deltaDelayMs: 2 });
    closing(() => server.close());
    const expecting = scenario(
      "a/turn",
      `needs: [websocket]
steps:
  - id: one
    websocket: /responses
    body: { input: Say one. }
    expect: { status: 400 }
`,
    );
    const endpoint = { model: referenceModel };
    const result = await run({ baseUrl: server.url }, [expecting], { endpoint, traces: true });
    const [trace] = tracesOf(result)["a/turn one"] ?? [];
    expect(trace?.frames.at(0)).toMatchObject({ event: 0, type: "response.created" });
    expect(trace?.frames.at(-1)?.type).toBe("response.completed");
    for (const frame of trace?.frames ?? []) {
      expect(JSON.parse(frame.raw)).toMatchObject({ type: frame.type });
      expect(frame.at).toBeTypeOf("number");
    }
    expect(trace?.frames.at(-1)?.at).toBeGreaterThan(0);
    expect(trace?.frames).toHaveLength(result.scenarios[0]?.steps[0]?.events ?? -1);
  });
});
