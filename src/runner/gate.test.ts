import { describe, expect, it } from "vitest";
import { exitCodeOf } from "../result/run.ts";
import { closedPort, tcpServer } from "../transport/server.testing.ts";
import {
  closing,
  serving,
  frames,
  plainTurn,
  refusal,
  responseObject,
  resultOf,
  run,
  scenario,
  streamedTurn,
  verdicts,
  type Reply,
} from "./run.testing.ts";
import { RunUsageError } from "./types.ts";

const all = [plainTurn("a/one"), streamedTurn("a/two"), plainTurn("b/three")];
const page = { "content-type": "text/html; charset=utf-8" };
const listed = scenario(
  "list/one",
  "steps:\n  - id: ask\n    post: /responses\n    body: { input: [{ type: message, role: user, content: hi }] }\n    expect: { status: 200 }\n",
);
const short = { connect: 5000, headers: 40, idle: 40, total: 20_000 };

describe("an endpoint that cannot be tested", () => {
  it("because nothing listens: everything is an error, for one reason", async () => {
    const result = await run({ baseUrl: `http://127.0.0.1:${await closedPort()}/v1` }, all);
    expect(verdicts(result)).toEqual(["a/one: error", "a/two: error", "b/three: error"]);
    const reasons = new Set(
      result.scenarios.flatMap(({ results }) => results.map((r) => r.reason)),
    );
    expect([...reasons]).toEqual([
      expect.stringMatching(/refused the connection, because nothing listens on that port/),
    ]);
    expect(result.requests).toBe(3);
    expect(exitCodeOf(result)).toBe(3);
    expect(result.scenarios.every(({ steps }) => steps.length === 0)).toBe(true);
  });

  const cases: [string, Reply, RegExp][] = [
    [
      "401",
      refusal(401, "who are you"),
      /answered 401.*RESPONSES_API_KEY.*--api-key-env.*who are you/,
    ],
    [
      "403",
      refusal(403, "who"),
      /answered 403\. No API key was sent.*RESPONSES_API_KEY.*--api-key-env/,
    ],
    ["404", refusal(404, "Not Found"), /answered 404: the server has no such route.*base URL/],
    [
      "a web page",
      { text: "<!doctype html><p>hi", headers: page },
      /HTML page \(status 200\); expected JSON\..*Check its host and port\.$/,
    ],
    [
      "a web page as an error",
      { status: 502, text: "<html>", headers: page },
      /HTML page \(status 502\)/,
    ],
    [
      "a redirect",
      { status: 308, text: "", headers: { location: "https://x/v1" } },
      /redirects to https:\/\/x\/v1/,
    ],
    [
      "an unknown model",
      refusal(404, "no model m", { code: "model_not_found" }),
      /refused the model "m".*--model/,
    ],
    [
      "an unknown model, by its type",
      refusal(404, "nothing here", { type: "model_not_found" }),
      /refused the model "m".*--model/,
    ],
    [
      "an unknown model, in words alone",
      { status: 404, json: { detail: 'Model "m" not found' } },
      /refused the model "m".*--model/,
    ],
    [
      "an upstream that does not know the model",
      refusal(404, "upstream answered 404: no such model"),
      /answered 404, and the message says that the server asked another one.*--model NAME.*upstream answered/,
    ],
    [
      "a proxy alone",
      refusal(502, "upstream"),
      /answered 502: a proxy answered, but the server behind it did not.*upstream/,
    ],
    ["no capacity", refusal(429, "quota"), /answered 429.*also after retries.*quota/],
  ];
  it.each(cases)("because of %s", async (_, reply, reason) => {
    const server = await serving(() => reply);
    const result = await run(server, all, { retries: 0 });
    expect(verdicts(result)).toEqual(["a/one: error", "a/two: error", "b/three: error"]);
    expect(resultOf(result, "a/two").reason).toMatch(reason);
    expect(exitCodeOf(result)).toBe(3);
    expect(server.asked).toHaveLength(1);
  });

  it("says whether a key is missing or wrong", async () => {
    const server = await serving(() => refusal(401));
    const without = await run(server, all);
    const withKey = await run(server, all, { endpoint: { apiKey: "sk-1234567890" } });
    expect(resultOf(without, "a/one").reason).toMatch(
      /No API key was sent.*RESPONSES_API_KEY.*OPENAI_API_KEY/,
    );
    expect(resultOf(withKey, "a/one").reason).toMatch(/refused the API key/);
  });

  it.each([
    ["a refusal", refusal(404)],
    ["a web page", { text: "<!doctype html><p>hi", headers: page }],
  ])("asks about /v1 only when it is missing, after %s", async (_, answer) => {
    const server = await serving(() => answer);
    const right = await run(server, all);
    const wrong = await run({ baseUrl: server.url }, all);
    expect(resultOf(right, "a/one").reason).not.toContain("usually ends in");
    expect(resultOf(wrong, "a/one").reason).toContain("usually ends in /v1");
  });

  it("because it does not answer either of two requests", async () => {
    const server = await serving(() => () => undefined);
    const result = await run(server, all, { timeouts: short });
    expect(verdicts(result)).toEqual(["a/one: error", "a/two: error", "b/three: error"]);
    expect(resultOf(result, "a/one").reason).toMatch(/sent no response headers within 40 ms/);
    expect(server.log()).toEqual(Array(4).fill("POST /responses"));
    expect(exitCodeOf(result)).toBe(3);
  });

  it("because it is no HTTP server", async () => {
    const server = await tcpServer(
      (socket) => void socket.once("data", () => socket.end("hi!\r\n")),
    );
    closing(() => server.close());
    const result = await run({ baseUrl: `${server.url}/v1` }, all);
    expect(resultOf(result, "a/one").reason).toMatch(/not with HTTP/);
  });

  it.each(["", "localhost:1234/v1", "ftp://x/v1"])("because %j is no base URL", async (baseUrl) => {
    await expect(run({ baseUrl }, all)).rejects.toThrow(RunUsageError);
  });
});

describe("one way of answering", () => {
  it("that is refused leaves the other one to be tested", async () => {
    const server = await serving(({ body }) =>
      body["stream"] === true ? undefined : refusal(400, "stream must be true"),
    );
    const result = await run(server, all);
    expect(verdicts(result)).toEqual(["a/one: error", "a/two: pass", "b/three: error"]);
    expect(resultOf(result, "a/one").reason).toMatch(
      /refused a minimal plain request with 400: "stream must be true"/,
    );
  });

  it("that times out leaves the other one to be tested", async () => {
    const server = await serving(({ body }) =>
      body["stream"] === true ? () => undefined : undefined,
    );
    const result = await run(server, all, { timeouts: { ...short, headers: 100 } });
    expect(verdicts(result)).toEqual(["a/one: pass", "a/two: error", "b/three: pass"]);
    expect(exitCodeOf(result)).toBe(3);
  });

  it("that falls silent in the middle is a violation, told once", async () => {
    const server = await serving(({ body }) =>
      body["stream"] === true
        ? (response) => {
            response.writeHead(200, { "content-type": "text/event-stream" });
            response.write(frames({ type: "response.created", response: responseObject() }));
          }
        : undefined,
    );
    const result = await run(server, all, { timeouts: { ...short, headers: 5000 } });
    expect(verdicts(result)).toEqual([
      "gate/streamed: fail",
      "a/one: pass",
      "a/two: error",
      "b/three: pass",
    ]);
    expect(resultOf(result, "gate/streamed").expectations).toMatchObject([
      {
        what: "end of the answer",
        message: expect.stringContaining("no byte arrived for 40 ms") as string,
      },
    ]);
    expect(exitCodeOf(result)).toBe(1);
  });

  it("that fails inside the server is judged, not only reported as untested", async () => {
    const server = await serving(() => ({ status: 500, text: "Traceback" }));
    const result = await run(server, all);
    expect(verdicts(result)).toEqual([
      "gate/plain: error",
      "gate/streamed: error",
      "a/one: error",
      "a/two: error",
      "b/three: error",
    ]);
    expect(result.scenarios[0]?.steps).toMatchObject([{ status: 500, method: "POST" }]);
  });

  const crash = { status: 500, text: "<!doctype html><h1>Internal Server Error", headers: page };
  it("that crashes on a text is a violation; messages have all else tested", async () => {
    const server = await serving(({ body }) => (Array.isArray(body["input"]) ? undefined : crash));
    const result = await run(server, [...all, listed]);
    expect(verdicts(result)).toEqual([
      "gate/plain: fail",
      "gate/streamed: fail",
      "a/one: fail",
      "a/two: fail",
      "b/three: fail",
      "list/one: pass",
    ]);
    expect(resultOf(result, "gate/plain").expectations).toMatchObject([
      { what: "status", expected: "status 200", actual: "status 500" },
    ]);
    expect(exitCodeOf(result)).toBe(1);
  });

  it("that refuses a text with 400 is left to the scenarios, and asked of with messages", async () => {
    const server = await serving(({ body }) =>
      Array.isArray(body["input"]) ? undefined : refusal(400, "input must be a list"),
    );
    const result = await run(server, [listed]);
    expect(verdicts(result)).toEqual(["list/one: pass"]);
  });

  it("that crashes on everything is told once; a missing key may be why", async () => {
    const server = await serving(() => crash);
    const result = await run(server, all);
    expect(verdicts(result).slice(2)).toEqual(["a/one: error", "a/two: error", "b/three: error"]);
    expect(resultOf(result, "a/one").reason).toMatch(
      /^No API key was sent.*refused a minimal plain request with 500/,
    );
    const header = await run(server, all, { endpoint: { headers: { "X-Api-Key": "k" } } });
    expect(resultOf(header, "a/one").reason).toMatch(/^the endpoint refused a minimal plain/);
  });

  it.each([
    ["no answer", () => () => undefined],
    [
      "the beginning of a stream",
      () => (response: { write: (text: string) => void }) => response.write(": waiting\n\n"),
    ],
  ] as [string, () => Reply][])(
    "that gets %s while the model is loaded is tried once more",
    async (_, slow) => {
      const server = await serving(({ body, nth }) =>
        nth === 0 && body["input"] === "Say hello." ? slow() : undefined,
      );
      const result = await run(server, all, { timeouts: { ...short, headers: 200, idle: 200 } });
      expect(verdicts(result)).toEqual(["a/one: pass", "a/two: pass", "b/three: pass"]);
      expect(result.requests).toBe(server.asked.length);
    },
  );

  it("is only tried where some scenario needs it", async () => {
    const server = await serving();
    await run(server, [streamedTurn()], { capabilities: { stream: true } });
    expect(server.asked.map(({ body }) => body["stream"])).toEqual([true, true]);
  });
});

describe("a model", () => {
  const models = { json: { object: "list", data: [{ id: "first" }, { id: "second" }] } };
  it("that is not named is the first that the endpoint lists", async () => {
    const server = await serving(({ path }) => (path === "/models" ? models : undefined));
    const result = await run(server, [plainTurn()], { endpoint: { model: undefined } });
    expect(result.endpoint?.model).toBe("first");
    expect(server.asked.map(({ body }) => body["model"])).toEqual([undefined, "first", "first"]);
  });

  it("is left out where none is listed and none is wanted", async () => {
    const server = await serving();
    const result = await run(server, [plainTurn()], { endpoint: { model: undefined } });
    expect(verdicts(result)).toEqual(["test/plain: pass"]);
    expect(result.endpoint?.model).toBeUndefined();
  });

  it.each([
    ["503", refusal(503, "loading"), /GET http:\S+\/models answered 503: "loading"; pass --model/],
    ["500", refusal(500, "broken"), /GET http:\S+\/models answered 500: "broken"; pass --model/],
    [
      "nothing",
      (response: { destroy: () => void }) => response.destroy(),
      /the answer of GET \S+ was not read: .* closed the connection without an answer/,
    ],
  ] as [string, Reply, RegExp][])(
    "must be named where GET /models answers %s, which is told",
    async (_, models, message) => {
      const server = await serving(({ path, body }) =>
        path === "/models"
          ? models
          : body["model"] === undefined
            ? refusal(400, "model?")
            : undefined,
      );
      const running = run(server, [plainTurn()], { endpoint: { model: undefined }, retries: 0 });
      await expect(running).rejects.toThrow(message);
    },
  );

  it("must be named where none is listed and one is wanted", async () => {
    const server = await serving(({ body }) =>
      body["model"] === undefined ? refusal(400, "model?") : undefined,
    );
    const running = run(server, [plainTurn()], { endpoint: { model: undefined } });
    await expect(running).rejects.toThrow(/pass --model NAME/);
    await expect(running).rejects.toThrow(RunUsageError);
  });
});
