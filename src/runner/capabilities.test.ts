import { describe, expect, it } from "vitest";
import type { JsonObject } from "../json/json.ts";
import { exitCodeOf } from "../result/run.ts";
import type { Capability } from "../scenario/types.ts";
import {
  serving,
  refusal,
  responseObject,
  resultOf,
  run,
  scenario,
  stream,
  verdicts,
  type ReceivedRequest,
  type Reply,
} from "./run.testing.ts";

const needing = (...needs: string[]): ReturnType<typeof scenario> =>
  scenario(
    `needs/${needs.join("-")}`,
    `needs: [${needs.join(", ")}]\nsteps:\n  - id: ask\n    post: /responses\n    body: { input: scenario }\n    expect: { status: 200 }\n`,
  );
const ofScenario = ({ body }: ReceivedRequest): boolean => body["input"] === "scenario";

/** Refuses requests that use a feature. */
const without =
  (uses: (body: JsonObject) => boolean, reply: Reply) =>
  (asked: ReceivedRequest): Reply | undefined =>
    uses(asked.body) ? reply : undefined;

describe("a capability that is not declared", () => {
  const features: [Capability, (body: JsonObject) => boolean][] = [
    ["tools", (body) => body["tools"] !== undefined],
    ["custom-tools", (body) => JSON.stringify(body["tools"] ?? "").includes("custom")],
    ["async-tools", (body) => JSON.stringify(body["tools"] ?? "").includes("async")],
    ["reasoning", (body) => body["reasoning"] !== undefined],
    ["structured", (body) => JSON.stringify(body).includes("json_schema")],
    ["json-object", (body) => JSON.stringify(body).includes("json_object")],
    ["image-input", (body) => JSON.stringify(body).includes("input_image")],
    ["file-input", (body) => JSON.stringify(body).includes("input_file")],
    ["background", (body) => body["background"] === true],
    ["stream", (body) => body["stream"] === true],
  ];
  it.each(features)("%s: properly refused is n/a", async (capability, uses) => {
    const server = await serving(without(uses, refusal(400, "not here")));
    const found = resultOf(await run(server, [needing(capability)]), `needs/${capability}`);
    expect(found).toMatchObject({
      verdict: "n/a",
      reason: expect.stringContaining('400: "not here"') as string,
    });
    expect(server.asked.some(ofScenario)).toBe(false);
  });

  it.each(features)("%s: improperly refused is tested", async (capability, uses) => {
    const server = await serving(without(uses, { status: 400, json: { detail: "nope" } }));
    const result = await run(server, [needing(capability)]);
    // Without streaming, nothing but the refusal itself is left to judge.
    const expected =
      capability === "stream"
        ? ["gate/streamed: error", "needs/stream: error"]
        : [`needs/${capability}: pass`];
    expect(verdicts(result)).toEqual(expected);
  });

  it.each(features)("%s: accepted is tested", async (capability) => {
    const server = await serving(({ body }) =>
      body["background"] === true
        ? { json: responseObject({ status: "queued", background: true, output: [] }) }
        : capability === "async-tools"
          ? body["tools"] === undefined
            ? undefined
            : { json: responseObject({ tools: body["tools"], usage: { input_tokens: 9 } }) }
          : undefined,
    );
    expect(verdicts(await run(server, [needing(capability)]))).toEqual([
      `needs/${capability}: pass`,
    ]);
  });

  const asyncTool = { type: "function", name: "get_weather", async: true };
  it.each<[string, JsonObject, string]>([
    ["its tool comes back with it", { tools: [asyncTool] }, "pass"],
    ["its call has it", { output: [{ type: "function_call", async: true }] }, "pass"],
    ["nothing shows it", { tools: [{ ...asyncTool, async: false }] }, "n/a"],
  ])("async-tools, where %s", async (_, shown, verdict) => {
    const server = await serving(({ body }) =>
      JSON.stringify(body).includes('"async":true') ? { json: responseObject(shown) } : undefined,
    );
    const found = resultOf(await run(server, [needing("async-tools")]), "needs/async-tools");
    expect(found.verdict).toBe(verdict);
    if (verdict === "n/a") expect(found.reason).toContain("has async");
  });

  it("is probed once, whoever needs it", async () => {
    const server = await serving();
    const scenarios = [needing("tools"), needing("tools", "stream"), needing("tools", "reasoning")];
    await run(server, scenarios);
    expect(server.asked.filter(({ body }) => body["tools"] !== undefined)).toHaveLength(1);
    expect(server.asked.filter(({ body }) => body["reasoning"] !== undefined)).toHaveLength(1);
  });

  it.each([401, 403, 429, 502, 503, 504])(
    "of which %i says nothing is an error, not n/a",
    async (status) => {
      const server = await serving(
        without((body) => body["tools"] !== undefined, refusal(status, "not now")),
      );
      const found = resultOf(await run(server, [needing("tools")], { retries: 0 }), "needs/tools");
      expect(found).toMatchObject({
        verdict: "error",
        reason: expect.stringContaining("tools could not be probed") as string,
      });
    },
  );

  it("that has no probe must be declared", async () => {
    const server = await serving();
    const [hosted] = [needing("hosted-tools")];
    expect(resultOf(await run(server, [hosted]), "needs/hosted-tools")).toMatchObject({
      verdict: "n/a",
      reason: expect.stringContaining("declare it") as string,
    });
    expect(
      verdicts(await run(server, [hosted], { capabilities: { "hosted-tools": true } })),
    ).toEqual(["needs/hosted-tools: pass"]);
  });

  it("is probed by streaming where plain answers are refused", async () => {
    const server = await serving(({ body }) =>
      body["stream"] === true ? undefined : refusal(400, "stream only"),
    );
    const streaming = scenario(
      "needs/both",
      "needs: [stream, tools]\nsteps:\n  - id: ask\n    post: /responses\n    body: { input: hi, stream: true }\n    expect: { status: 200 }\n",
    );
    const plain = needing("tools");
    const result = await run(server, [streaming, plain]);
    expect(verdicts(result)).toEqual(["needs/both: pass", "needs/tools: error"]);
  });
});

describe("a capability that is declared", () => {
  it("as there is believed: a refusal is a failure", async () => {
    const server = await serving((asked) => (ofScenario(asked) ? refusal(400) : undefined));
    const result = await run(server, [needing("tools")], { capabilities: { tools: true } });
    expect(verdicts(result)).toEqual(["needs/tools: fail"]);
    expect(server.asked).toHaveLength(2);
  });

  it("as lacking is n/a, and nothing is sent for it", async () => {
    const server = await serving();
    const result = await run(
      server,
      [needing("tools"), needing("parallel-tools"), needing("stream")],
      {
        capabilities: { tools: false, stream: false },
      },
    );
    expect(result.scenarios.map(({ results }) => results[0])).toMatchObject([
      { verdict: "n/a", reason: "the config declares tools as not offered" },
      {
        verdict: "n/a",
        reason: "parallel-tools needs tools, which the config declares as not offered",
      },
      { verdict: "n/a", reason: "the config declares stream as not offered" },
    ]);
    expect(server.asked).toEqual([]);
  });

  it("as there, streaming, is tested although the gate was refused", async () => {
    const server = await serving(without((body) => body["stream"] === true, refusal(400)));
    const streaming = scenario(
      "a/s",
      "steps:\n  - id: ask\n    post: /responses\n    body: { input: hi, stream: true }\n    expect: { status: 200 }\n",
    );
    expect(verdicts(await run(server, [streaming], { capabilities: { stream: true } }))).toEqual([
      "a/s: fail",
    ]);
    expect(verdicts(await run(server, [streaming]))).toEqual(["a/s: n/a"]);
  });
});

describe("a capability that is required", () => {
  const lacking = without((body) => body["tools"] !== undefined, refusal(400, "no tools here"));
  it("fails what does not apply for want of it, with the refusal, and nothing else", async () => {
    const server = await serving(lacking);
    const scenarios = [needing("tools"), needing("tools", "reasoning"), needing("reasoning")];
    const result = await run(server, scenarios, { required: ["tools"] });
    expect(verdicts(result)).toEqual([
      "needs/tools: fail",
      "needs/tools-reasoning: fail",
      "needs/reasoning: pass",
    ]);
    expect(resultOf(result, "needs/tools").expectations).toMatchObject([
      {
        what: "capability tools",
        level: "must",
        message: expect.stringMatching(
          /^tools is required, but the endpoint does not offer it: .*no tools here/,
        ) as string,
      },
    ]);
    expect(exitCodeOf(result)).toBe(1);
    const softly = await run(server, scenarios, { required: ["reasoning"] });
    expect(verdicts(softly)[0]).toBe("needs/tools: n/a");
    expect(exitCodeOf(softly)).not.toBe(1);
  });

  it("is noticed behind another one that is missing too", async () => {
    const server = await serving(({ method }) => (method === "GET" ? refusal(404) : undefined));
    const both = needing("background", "retrieve");
    const options = { required: ["retrieve"] as const };
    const result = await run(server, [needing("retrieve"), both], options);
    expect(resultOf(result, "needs/background-retrieve")).toMatchObject({
      verdict: "fail",
      expectations: [{ what: "capability retrieve" }],
    });
  });

  it("fails without a request where it is declared as lacking", async () => {
    const server = await serving();
    const options = { capabilities: { tools: false }, required: ["tools"] as const };
    const result = await run(server, [needing("tools")], options);
    expect(verdicts(result)).toEqual(["needs/tools: fail"]);
    expect(server.asked).toEqual([]);
  });
});

describe("stored responses", () => {
  interface Storage {
    /** Which turns are kept. */
    keeps: (body: JsonObject) => boolean;
    replays?: boolean;
    chains?: boolean;
    takesStore?: boolean;
  }
  /** An endpoint that stores. */
  const storing = ({ keeps, replays = true, chains = true, takesStore = true }: Storage) => {
    const kept = new Map<string, JsonObject>();
    return ({ method, path, body }: ReceivedRequest): Reply | undefined => {
      const [route = "", query] = path.split("?");
      if (route === "/responses") {
        if (body["store"] === true && !takesStore) return refusal(400, "store is not supported");
        const before = body["previous_response_id"];
        if (before !== undefined && (!chains || !kept.has(String(before))))
          return refusal(404, "unknown id");
        const response = responseObject();
        if (keeps(body)) kept.set(String(response["id"]), response);
        if (body["stream"] !== true) return { json: response };
        const event = { type: "response.completed", response };
        return {
          text: `data: ${JSON.stringify(event)}\n\n`,
          headers: { "content-type": "text/event-stream" },
        };
      }
      const id = route.split("/")[2] ?? "";
      const found = kept.get(id);
      if (!found) return refusal(404, "not found");
      if (method === "DELETE") {
        kept.delete(id);
        return { json: { id, object: "response", deleted: true } };
      }
      if (query !== undefined && !replays) return refusal(400, "no replay");
      return query === undefined ? { json: found } : stream(found);
    };
  };
  const family = ["store", "retrieve", "replay", "input-items", "delete"] as const;
  const plainAndStreamed = [
    ...family.map((capability) => needing(capability)),
    scenario(
      "needs/streaming",
      "needs: [stream]\nsteps:\n  - id: ask\n    post: /responses\n    body: { input: hi, stream: true }\n    expect: { status: 200 }\n",
    ),
  ];
  const of = async (storage: Storage): Promise<{ lacking: string[]; log: string[] }> => {
    const server = await serving(storing(storage));
    const result = await run(server, plainAndStreamed);
    const lacking = result.scenarios.filter(({ results }) => results[0]?.verdict === "n/a");
    return { lacking: lacking.map(({ id }) => id.slice(6)), log: server.log() };
  };

  it("are probed with the gate's own, deleting last", async () => {
    const { lacking, log } = await of({ keeps: () => true });
    expect(lacking).toEqual([]);
    const probes = log.slice(2, -6).map((line) => line.replace(/resp_\d+/, "ID"));
    expect(probes).toEqual([
      "GET /responses/ID",
      "GET /responses/ID?stream=true",
      "GET /responses/ID/input_items",
      "DELETE /responses/ID",
    ]);
  });

  it("that are kept for one way of asking only are tested", async () => {
    expect((await of({ keeps: (body) => body["stream"] !== true })).lacking).toEqual(["replay"]);
    expect((await of({ keeps: (body) => body["stream"] === true })).lacking).toEqual([]);
  });

  it("that are not kept make the whole family n/a", async () => {
    expect((await of({ keeps: () => false })).lacking).toEqual([...family]);
  });

  it("that cannot be replayed make only that n/a", async () => {
    expect((await of({ keeps: () => true, replays: false })).lacking).toEqual(["replay"]);
  });

  it("that are refused when asked for do not shut the gate", async () => {
    expect((await of({ keeps: () => true, takesStore: false })).lacking).toEqual(["store"]);
    const server = await serving(storing({ keeps: () => false, takesStore: false }));
    const found = resultOf(await run(server, plainAndStreamed), "needs/store");
    expect(found.reason).toContain(
      'the endpoint refuses store: true with 400: "store is not supported"',
    );
  });
});

describe("what a scenario needs besides", () => {
  const steps = "steps:\n  - id: ask\n    post: /responses\n    body: { input: hi }\n";
  it("a key", async () => {
    const server = await serving();
    const keyless = scenario(
      "a/k",
      `needsKey: true\n${steps}    auth: none\n    expect: { status: 200 }\n`,
    );
    expect(resultOf(await run(server, [keyless]), "a/k")).toMatchObject({
      verdict: "n/a",
      reason: expect.stringContaining("no API key is configured") as string,
    });
    await run(server, [keyless], { endpoint: { apiKey: "sk-0123456789" } });
    expect(server.asked.slice(-2).map(({ headers }) => headers.authorization)).toEqual([
      "Bearer sk-0123456789",
      undefined,
    ]);
  });

  it("a provocation from the config", async () => {
    const server = await serving();
    const provoking = scenario(
      "a/p",
      `${steps}    provokeBody: streamError\n    expect: { status: 200 }\n`,
    );
    expect(resultOf(await run(server, [provoking]), "a/p")).toMatchObject({
      verdict: "n/a",
      reason: "the config has no provoke.streamError",
    });
    await run(server, [provoking], { provoke: { streamError: { model: "fails" } } });
    expect(server.asked.at(-1)?.body).toEqual({ model: "fails", input: "hi" });
  });
});
