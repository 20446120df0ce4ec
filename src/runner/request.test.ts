import { execFileSync } from "node:child_process";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { curlCommand, shellQuote, type CurlRequest } from "./curl.ts";
import { planRun } from "./plan.ts";
import { buildRequest, keyHeader } from "./request.ts";
import { pauseBefore, retryAfter } from "./retry.ts";
import { dependencies, wantedOf } from "./step.ts";
import { options, plainTurn, scenario, streamedTurn } from "./run.testing.ts";
import type { Endpoint } from "./types.ts";

const endpoint = (rest: Partial<Endpoint> = {}): Endpoint => ({
  baseUrl: "http://h:1/v1",
  model: "m",
  apiKey: undefined,
  headers: {},
  ...rest,
});

const headersOf = (rest: Partial<Endpoint>, auth: "configured" | "none" | "wrong" = "configured") =>
  buildRequest({ method: "POST", path: "/responses", body: {}, auth }, endpoint(rest), "t/1").http
    .headers;

const request = (rest: Partial<CurlRequest>): CurlRequest => ({
  method: "POST",
  url: "http://h/v1/responses",
  headers: { "content-type": "application/json", "user-agent": "x" },
  body: "{}",
  streamed: false,
  keyHeader: undefined,
  ...rest,
});

const head = (after: string) => ({ status: 429, headers: { "retry-after": after } });

describe("the URL of a request", () => {
  it.each([
    ["http://h/v1", "/responses", "http://h/v1/responses"],
    ["http://h/v1/", "/responses", "http://h/v1/responses"],
    ["http://h", "/responses/a%2Fb?stream=true", "http://h/responses/a%2Fb?stream=true"],
    [
      "https://h/openai/v1?api-version=2",
      "/responses?limit=1",
      "https://h/openai/v1/responses?api-version=2&limit=1",
    ],
    ["https://me:pw@h/v1#x", "/responses", "https://h/v1/responses"],
  ])("from %s and %s", (baseUrl, path, url) => {
    expect(
      buildRequest({ method: "GET", path, body: undefined }, endpoint({ baseUrl }), "t/1").url,
    ).toBe(url);
  });

  it("keeps path and query apart for the rules", () => {
    const wanted = {
      method: "GET",
      path: "/responses/r?stream=true&starting_after=3",
      body: undefined,
    } as const;
    const { info, http } = buildRequest(wanted, endpoint(), "t/1");
    expect(info).toMatchObject({
      path: "/responses/r",
      query: { stream: "true", starting_after: "3" },
    });
    expect(http.headers["accept"]).toBe("text/event-stream");
  });
});

describe("the headers of a request", () => {
  it("carry the key where the endpoint wants it", () => {
    expect(headersOf({ apiKey: "k" })).toMatchObject({
      authorization: "Bearer k",
      "content-type": "application/json",
    });
    expect(headersOf({ apiKey: "k", authHeader: "api-key" })).toMatchObject({ "api-key": "k" });
    expect(headersOf({ apiKey: "k", authHeader: "X-Auth: Token" })).toMatchObject({
      "x-auth": "Token k",
    });
    expect(keyHeader(endpoint())).toEqual({ name: "Authorization", scheme: "Bearer" });
  });

  it("carry the user name of the base URL, unless there is a key", () => {
    const baseUrl = "http://me:p%3Aw@h/v1";
    expect(headersOf({ baseUrl })["authorization"]).toBe(
      `Basic ${Buffer.from("me:p:w").toString("base64")}`,
    );
    expect(headersOf({ baseUrl, apiKey: "k" })["authorization"]).toBe("Bearer k");
  });

  it("carry none or a wrong key when that is what is tested", () => {
    const rest = { apiKey: "k", headers: { Authorization: "Bearer own", "X-Tenant": "t" } };
    expect(headersOf(rest, "none")["authorization"]).toBeUndefined();
    expect(headersOf(rest, "none")["x-tenant"]).toBe("t");
    expect(headersOf(rest, "wrong")["authorization"]).toMatch(/^Bearer wrong-key/);
    expect(headersOf({ baseUrl: "http://me:pw@h/v1" }, "none")["authorization"]).toBeUndefined();
  });

  it("of a scenario win over the user's, and those over ours", () => {
    const wanted = {
      method: "POST",
      path: "/responses",
      body: {},
      headers: { accept: "b" },
    } as const;
    const { http } = buildRequest(
      wanted,
      endpoint({ headers: { Accept: "a", "User-Agent": "u" } }),
      "t/1",
    );
    expect(http.headers).toMatchObject({ accept: "b", "user-agent": "u" });
  });
});

describe("the request of a step", () => {
  const [step] = scenario(
    "a/b",
    "steps:\n  - id: ask\n    post: /responses\n    body: { input: hi }\n    provokeBody: x\n    expect: { status: 200 }\n",
  ).steps;
  const context = { steps: new Map(), config: { model: "m" }, vars: {} };
  if (!step) throw new Error("no step");
  it("has the model filled in, unless it is left out on purpose or named", () => {
    expect(wantedOf(step, context, "m", {}).body).toEqual({ model: "m", input: "hi" });
    expect(wantedOf({ ...step, withoutModel: true }, context, "m", {}).body).toEqual({
      input: "hi",
    });
    expect(wantedOf({ ...step, body: { model: "n" } }, context, "m", {}).body).toEqual({
      model: "n",
    });
    expect(wantedOf(step, context, undefined, {}).body).toEqual({ input: "hi" });
    expect(wantedOf(step, context, "m", { x: { model: "bad", a: 1 } }).body).toEqual({
      model: "bad",
      input: "hi",
      a: 1,
    });
  });
});

describe("what a step depends on", () => {
  it("is found wherever it is named", () => {
    const { steps } = scenario(
      "a/b",
      `steps:
  - { id: one, post: /responses, body: { input: a, stream: true }, expect: { status: 200 } }
  - { id: two, get: "/responses/{$steps.one.response#/id}", expect: { status: 200 } }
  - { id: three, get: /responses/x?stream=true, expect: { replays: one } }
  - { id: four, post: /responses, body: { input: "{$steps.two.text}" }, expect: { text: { equals: $steps.one.text } } }
  - { id: five, post: /responses, body: { input: b }, expect: { status: 200 } }
`,
    );
    expect(steps.map((step) => [...dependencies(step)].sort())).toEqual([
      [],
      ["one"],
      ["one"],
      ["one", "two"],
      [],
    ]);
  });
});

describe("a curl command", () => {
  it("reads well", () => {
    expect(curlCommand(request({ body: '{"input":"it\'s"}', streamed: true }))).toBe(
      `curl -sSN http://h/v1/responses -H 'content-type: application/json' --data-raw '{"input":"it'\\''s"}'`,
    );
    expect(curlCommand(request({ method: "DELETE", body: undefined, headers: {} }))).toBe(
      "curl -sS -X DELETE http://h/v1/responses",
    );
    expect(
      curlCommand(
        request({ method: "GET", url: "http://h/r?a=1&b=2", body: undefined, headers: {} }),
      ),
    ).toBe("curl -sS 'http://h/r?a=1&b=2'");
  });

  it("holds no body of a length that no shell takes", () => {
    const long = curlCommand(request({ body: "x".repeat(300_000) }));
    expect(long.length).toBeLessThan(500);
    expect(long).toContain("--data-binary @request.json");
  });

  it("is one argument a word, whatever stands in it", () => {
    const text = fc.string({ unit: "grapheme", maxLength: 60 });
    fc.assert(
      fc.property(fc.array(text, { minLength: 1, maxLength: 4 }), (words) => {
        const script = `printf '%s\\0' ${words.map(shellQuote).join(" ")}`;
        const printed = execFileSync("sh", ["-c", script], { encoding: "utf8" });
        expect(printed.split("\0").slice(0, -1)).toEqual(words);
      }),
      { numRuns: 40 },
    );
  });

  it("fills in the key from the environment", () => {
    const keyHeader = { name: "Authorization", scheme: "Bearer" };
    const curl = curlCommand(
      request({
        headers: { authorization: "Bearer k" },
        keyHeader,
        body: undefined,
        method: "GET",
      }),
    );
    const printed = execFileSync("sh", ["-c", curl.replace(/^curl -sS/, "printf '%s\\n'")], {
      encoding: "utf8",
      env: { RESPONSES_API_KEY: "a b$c" },
    });
    expect(printed.split("\n")).toEqual([
      "http://h/v1/responses",
      "-H",
      "authorization: Bearer a b$c",
      "",
    ]);
  });
});

describe("Retry-After", () => {
  const now = Date.parse("2026-01-01T00:00:00Z");
  it.each([
    ["7", 7000],
    [" 0 ", 0],
    ["1.5", 1500],
    ["Thu, 01 Jan 2026 00:00:30 GMT", 30_000],
    ["Thu, 01 Jan 1970 00:00:00 GMT", 0],
    ["soon", undefined],
    [undefined, undefined],
  ])("%j asks for %j ms", (value, ms) => expect(retryAfter(value, now)).toBe(ms));

  it("is honoured up to a minute; without it the pauses double", () => {
    expect(pauseBefore(0, head("60"))).toBe(60_000);
    expect(pauseBefore(0, head("61"))).toBeUndefined();
    expect([0, 1, 2].map((tried) => pauseBefore(tried, undefined, 100))).toEqual([100, 200, 400]);
  });
});

describe("a plan", () => {
  it("lists what would be sent, and what would not", async () => {
    const referring = scenario(
      "a/get",
      `needs: [store]
upsets: true
steps:
  - { id: one, post: /responses, body: { input: a }, expect: { status: 200 } }
  - { id: two, get: "/responses/{$steps.one.response#/id}", expect: { status: 200 } }
`,
    );
    const keyless = scenario(
      "a/key",
      "needsKey: true\nsteps:\n  - { id: one, post: /responses, body: { input: a }, auth: none, expect: { status: 401 } }\n",
    );
    const plan = await planRun(
      await options("http://h/v1", [referring, plainTurn(), streamedTurn(), keyless], {
        endpoint: { model: undefined },
      }),
    );
    expect(plan.map(({ scenario: id, step, url, note }) => [id, step, url, note])).toEqual([
      ["models", "models", "http://h/v1/models", undefined],
      ["gate/plain", "plain", "http://h/v1/responses", expect.stringContaining("without store")],
      ["gate/streamed", "streamed", "http://h/v1/responses", expect.any(String)],
      ["probe", "retrieve", "http://h/v1/responses/RESPONSE_ID", expect.any(String)],
      ["test/plain", "ask", "http://h/v1/responses", undefined],
      ["test/streamed", "ask", "http://h/v1/responses", undefined],
      [
        "a/key",
        "one",
        "http://h/v1/responses",
        "not sent: no API key is configured, so a request without it cannot be tested",
      ],
      ["a/get", "one", "http://h/v1/responses", undefined],
      ["a/get", "two", "http://h/v1/responses/{$steps.one.response#/id}", undefined],
    ]);
  });

  it("bounds what it may cost", async () => {
    const chain = scenario(
      "a/chain",
      `steps:
  - { id: one, post: /responses, body: { input: a, max_output_tokens: 20 }, attempts: 3, provoke: { item: message } }
  - { id: two, post: /responses, body: { input: b, previous_response_id: $steps.one.response#/id }, expect: { status: 200 } }
  - { id: three, post: /responses, body: { input: [...$steps.two.response#/output] }, expect: { status: 200 } }
  - { id: four, get: "/responses/{$steps.one.response#/id}", expect: { status: 200 } }
`,
    );
    const plan = await planRun(await options("http://h/v1", [chain]));
    const [one, two, three, four] = plan.filter((planned) => planned.scenario === "a/chain");
    const bytes = (body: unknown): number => Math.ceil(JSON.stringify(body).length / 3);
    const first = bytes({ model: "m", input: "a", max_output_tokens: 20 });
    expect(one).toMatchObject({ times: 3, tokens: { input: 3 * first, output: 60 } });
    // The conversation before it is part of its input: what went in, and what came out.
    const second = bytes(two?.body) + first + 20;
    expect(two).toMatchObject({ times: 1, tokens: { input: second, output: 1024 } });
    expect(three?.tokens).toEqual({ input: bytes(three?.body) + 1024, output: 1024 });
    expect(four).toMatchObject({ body: undefined, tokens: { input: 0, output: 0 } });
  });

  it("names what a run really sends, no less", async () => {
    const { serving, run } = await import("./run.testing.ts");
    const server = await serving();
    const scenarios = [
      plainTurn(),
      streamedTurn(),
      scenario(
        "a/tools",
        "needs: [tools]\nsteps:\n  - { id: one, post: /responses, body: { input: a }, expect: { status: 200 } }\n",
      ),
    ];
    const result = await run(server, scenarios);
    const plan = await planRun(await options(server.baseUrl, scenarios));
    expect(
      plan.map(({ method, path, body }) => `${method} ${path} ${JSON.stringify(body)}`),
    ).toEqual(
      server.asked.map(({ method, path, body }) => `${method} ${path} ${JSON.stringify(body)}`),
    );
    expect(result.requests).toBe(plan.length);
    const most = plan.reduce((all, { tokens }) => all + tokens.output, 0);
    expect(result.tokens?.output).toBeLessThan(most);
  });

  it("holds no secret", async () => {
    const plan = await planRun(
      await options("http://me:sk-0123456789@h/v1", [plainTurn()], {
        endpoint: { apiKey: "sk-abcdefghij" },
      }),
    );
    expect(JSON.stringify(plan)).not.toMatch(/0123456789|abcdefghij/);
  });
});
