import { describe, expect, it } from "vitest";
import { referenceModel, startReferenceServer } from "../reference/index.ts";
import { rules } from "../rules/index.ts";
import {
  closing,
  plainTurn,
  refusal,
  responseObject,
  resultOf,
  run,
  scenario,
  serving,
  to,
  turn,
} from "./run.testing.ts";

const limits = { eventBytes: 100_000, streamBytes: 1 << 24 };
const large = "x".repeat(200_000);
const inconclusive = {
  verdict: "inconclusive",
  reason: expect.stringContaining("the body is larger than limits.eventBytes (100000B)") as string,
  findings: [],
  expectations: [],
};

describe("an answer that is larger than a limit", () => {
  it("leaves everything open where a minimal request is refused with it", async () => {
    const server = await serving(() => refusal(400, large));
    const result = await run(server, [plainTurn()], { limits, rules: [...rules] });
    expect(result.scenarios).toHaveLength(1);
    expect(resultOf(result, "test/plain")).toMatchObject(inconclusive);
  });

  it("does not keep scenarios from being sent where a minimal request is accepted", async () => {
    const server = await serving(({ body }) =>
      body["input"] === "Say hello." ? { json: responseObject({}, large) } : undefined,
    );
    expect(resultOf(await run(server, [plainTurn()], { limits }), "test/plain").verdict).toBe(
      "pass",
    );
  });

  it("is named if it is the list of models, and the endpoint demands a model", async () => {
    const server = await serving(({ path, body }) =>
      path === "/models"
        ? { json: { data: [{ id: "m" }], more: large } }
        : body["model"] === undefined
          ? refusal(400, "model is required")
          : undefined,
    );
    const asked = run(server, [plainTurn()], {
      limits,
      endpoint: { model: undefined },
    });
    await expect(asked).rejects.toThrow(
      /^no model is given, and the answer of GET http:\S+\/models was not read: the body is larger than limits\.eventBytes \(100000B\), .* Or pass --model NAME/,
    );
  });

  it("leaves open whether a capability is offered", async () => {
    const server = await serving(({ body }) =>
      body["tools"] === undefined ? undefined : refusal(400, large),
    );
    const needing = turn("a/tools", undefined, "needs: [tools]\n");
    expect(resultOf(await run(server, [needing], { limits }), "a/tools")).toMatchObject({
      ...inconclusive,
      reason: expect.stringMatching(
        /^tools could not be probed: POST \/responses answered 400, and the body is larger/,
      ) as string,
    });
  });

  it.each([
    ["a minimal request", undefined],
    ["the request of a scenario", "a/ask"],
  ])("by its headers leaves open what %s is answered with", async (_, input) => {
    const server = await serving(({ body }) =>
      input === undefined || body["input"] === input
        ? (response) => response.writeHead(200, { "x-large": large.slice(0, 70_000) }).end("{}")
        : undefined,
    );
    const found = resultOf(await run(server, [turn("a/ask")], { limits }), "a/ask");
    expect(found).toMatchObject({
      verdict: "inconclusive",
      reason: expect.stringMatching(
        /sent more than 64 KiB of response headers, which is more than this tool reads\.$/,
      ) as string,
      expectations: [],
    });
  });

  it("still has its status", async () => {
    const server = await serving(to("a/ask", () => refusal(409, large)));
    const found = resultOf(await run(server, [turn("a/ask")], { limits }), "a/ask");
    expect(found).toMatchObject({ verdict: "fail", expectations: [{ what: "status" }] });
    expect(found.expectations).toHaveLength(1);
  });

  it("says nothing about the later turns of its WebSocket", async () => {
    const server = await startReferenceServer({
      hooks: { events: (events) => events.map((one) => ({ ...one, note: large })) },
    });
    closing(() => server.close());
    const step = (id: string): string =>
      `  - id: ${id}\n    websocket: /responses\n    body: { input: Say ${id}. }\n    expect: { status: 200 }\n`;
    const turns = scenario("a/turns", `needs: [websocket]\nsteps:\n${step("one")}${step("two")}`);
    const result = await run({ baseUrl: server.url }, [turns], {
      limits,
      rules: [...rules],
      endpoint: { model: referenceModel },
    });
    expect(resultOf(result, "a/turns")).toMatchObject({
      ...inconclusive,
      reason: expect.stringContaining("step one: an event is larger than") as string,
    });
    expect(result.scenarios[0]?.steps).toHaveLength(2);
  });
});
