import { describe, expect, it } from "vitest";
import { defineRule } from "../engine/rule.ts";
import { exitCodeOf } from "../result/run.ts";
import {
  callItem,
  responseObject,
  resultOf,
  run,
  scenario,
  serving,
  to,
  verdicts,
} from "./run.testing.ts";

describe("a model that does not do what it is asked for", () => {
  const tools = `attempts: 3\n    provoke: { item: function_call }\n    expect: { calls: { minLength: 1 } }`;
  const calling = scenario(
    "a/call",
    `steps:\n  - id: ask\n    post: /responses\n    body: { input: a/call }\n    ${tools}\n  - id: next\n    post: /responses\n    body: { input: "{$steps.ask.calls#/0/call_id}" }\n    expect: { status: 200 }\n`,
  );
  it("is asked again", async () => {
    let times = 0;
    const server = await serving(
      to("a/call", () => {
        times += 1;
        return times < 3 ? undefined : { json: responseObject({ output: [callItem("call_9")] }) };
      }),
    );
    const result = await run(server, [calling]);
    expect(verdicts(result)).toEqual(["a/call: pass"]);
    expect(result.scenarios[0]?.steps[0]).toMatchObject({
      sent: 3,
      retries: [
        "asked for a function_call, got a message; sent again",
        "asked for a function_call, got a message; sent again",
      ],
    });
    expect(server.asked.at(-1)?.body["input"]).toBe("call_9");
  });

  it("leaves it inconclusive in the end, and what depends on it unsent", async () => {
    const server = await serving();
    const result = await run(server, [calling]);
    expect(resultOf(result, "a/call")).toMatchObject({
      verdict: "inconclusive",
      reason: "step ask: asked 3 times for a function_call, got a message",
      expectations: [],
    });
    expect(result.scenarios[0]?.steps.map(({ id }) => id)).toEqual(["ask"]);
    expect(exitCodeOf(result)).toBe(3);
  });

  it("does not hide what its answers broke", async () => {
    const bad = defineRule({
      id: "test/body",
      title: "Always finds",
      requirement: { openresponses: "must", openai: "must" },
      spec: [],
      messages: { wrong: "wrong" },
      observe: ({ report, exercised }) => ({
        body() {
          exercised();
          report("wrong");
        },
      }),
    });
    const server = await serving();
    const found = resultOf(await run(server, [calling], { rules: [bad] }), "a/call");
    expect(found).toMatchObject({
      verdict: "fail",
      findings: [{ rule: "test/body", step: "ask", count: 3 }],
    });
    expect(found.exercised).toEqual({ "test/body": 3 });
    const excepting = scenario(
      "a/call",
      `except: [{ rule: test/body, why: known }]\nsteps:\n  - id: ask\n    post: /responses\n    body: { input: hi }\n    expect: { status: 200 }\n`,
    );
    expect(resultOf(await run(server, [excepting], { rules: [bad] }), "a/call")).toMatchObject({
      verdict: "pass",
      findings: [],
      excepted: [{ rule: "test/body", why: "known", count: 1 }],
    });
  });
});

describe("steps that build on each other", () => {
  const chain = scenario(
    "a/chain",
    `steps:
  - id: ask
    post: /responses
    body: { input: a/chain }
    expect: { status: 200, response: { status: completed } }
  - id: fetch
    get: /responses/{$steps.ask.response#/id}?include[]=x
    expect: { status: 200 }
  - id: other
    post: /responses
    body: { input: other }
    expect: { status: 200 }
`,
  );
  it("hand on what was answered", async () => {
    const server = await serving(({ path, body }) => {
      if (body["input"] === "a/chain") return { json: responseObject({ id: "resp/ü" }) };
      return path.startsWith("/responses/resp") ? { json: responseObject() } : undefined;
    });
    expect(verdicts(await run(server, [chain]))).toEqual(["a/chain: pass"]);
    expect(server.log()[2]).toBe("GET /responses/resp%2F%C3%BC?include%5B%5D=x");
  });

  it("are not sent where the first one failed; the others are", async () => {
    const server = await serving(
      to("a/chain", () => ({ json: responseObject({ status: "failed" }) })),
    );
    const result = await run(server, [chain]);
    expect(resultOf(result, "a/chain")).toMatchObject({
      verdict: "fail",
      expectations: [{ step: "ask", what: "response /status" }],
    });
    expect(result.scenarios[0]?.steps.map(({ id }) => id)).toEqual(["ask", "other"]);
  });

  it("cannot be tested where the answer lacks what they need: that it does is judged there", async () => {
    const { id: _, ...withoutId } = responseObject();
    const server = await serving(to("a/chain", () => ({ json: withoutId })));
    expect(resultOf(await run(server, [chain]), "a/chain")).toMatchObject({
      verdict: "inconclusive",
      reason: expect.stringContaining("the request needs $steps.ask.response#/id") as string,
    });
  });

  it("stop where the endpoint has gone", async () => {
    const server = await serving(
      to("a/chain", () => (response) => {
        response.setHeader("connection", "close");
        response.end(JSON.stringify(responseObject()));
        void server.close();
      }),
    );
    const result = await run(server, [chain], { retries: 0 });
    expect(resultOf(result, "a/chain")).toMatchObject({
      verdict: "error",
      reason: expect.stringMatching(/^step fetch: .*refused the connection/) as string,
    });
    expect(result.scenarios[0]?.steps.map(({ id }) => id)).toEqual(["ask", "fetch"]);
  });
});
