import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execFileSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { referenceModel, startReferenceServer } from "../reference/index.ts";
import { rules } from "../rules/index.ts";
import type { Scenario } from "../scenario/types.ts";
import { readTape } from "../tape/tape.ts";
import { websocatCommand } from "./curl.ts";
import { planRun } from "./plan.ts";
import { tapePath } from "./record.ts";
import {
  closing,
  options,
  refusal,
  resultOf,
  run,
  scenario,
  serving,
  verdicts,
} from "./run.testing.ts";

const key = 'sk-live/4f+"9d\\7c=ZZ';

async function reference(): Promise<{ baseUrl: string }> {
  const server = await startReferenceServer({ apiKey: key });
  closing(() => server.close());
  return { baseUrl: server.url };
}
const endpoint = { apiKey: key, model: referenceModel };

const needing = (steps: string): Scenario =>
  scenario("test/turns", `needs: [websocket]\nsteps:\n${steps}`);
const turn = (id: string, more = ""): string =>
  `  - id: ${id}\n    websocket: /responses\n    body: { input: Say ${id}., metadata: { turn: ${id} } }\n` +
  `    expect: { status: 200, response: { /metadata/turn: ${id} } }\n${more}`;

describe("turns over WebSocket", () => {
  it("share the connection that they name, and tell what they cost", async () => {
    const server = await reference();
    const scenarios = [
      needing(turn("one") + turn("two") + turn("three", "    connection: other\n")),
    ];
    const result = await run(server, scenarios, { endpoint, rules: [...rules] });
    expect(verdicts(result)).toEqual(["test/turns: pass"]);
    const [shown] = result.scenarios;
    expect(
      shown?.steps.map(({ method, url, status, sent }) => [method, url, status, sent]),
    ).toEqual(
      ["one", "two", "three"].map(() => [
        "WS",
        `${server.baseUrl.replace("http", "ws")}/responses`,
        200,
        1,
      ]),
    );
    expect(shown?.results[0]?.exercised).toMatchObject({
      "lifecycle/created-first": 3,
      "websocket/sequential-turns": 3,
    });
    // A gate exchange, the probe and three turns.
    expect(result.requests).toBe(5);
    expect(result.tokens?.output).toBe(5);
  });

  it("that are pipelined are sent before the one before is answered", async () => {
    const server = await reference();
    const steps =
      turn("one") + turn("two", "    pipelined: true\n") + turn("three", "    pipelined: true\n");
    const result = await run(server, [needing(steps + turn("four"))], {
      endpoint,
      rules: [...rules],
    });
    expect(verdicts(result)).toEqual(["test/turns: pass"]);
    expect(result.requests).toBe(6);
  });

  it("are not sent ahead with what is not there, and say so when their turn comes", async () => {
    const server = await reference();
    const steps = `${turn("zero")}${turn("one")}  - id: two
    websocket: /responses
    pipelined: true
    body: { input: "{$steps.zero.calls#/0/call_id}" }
    expect: { status: 200 }
`;
    const result = await run(server, [needing(steps)], { endpoint });
    expect(resultOf(result, "test/turns")).toMatchObject({
      verdict: "inconclusive",
      reason: expect.stringMatching(/^step two: the request needs/) as string,
    });
    // A gate exchange, the probe and two turns.
    expect(result.requests).toBe(4);
  });

  it("that are refused have the status and the body of their error message", async () => {
    const server = await reference();
    const steps = `  - id: ask
    websocket: /responses
    body: { input: 5 }
    expect: { status: 400, body: { /error/param: input } }
  - id: raw
    websocket: /responses
    rawBody: "no JSON"
    expect: { status: 200 }
`;
    const result = await run(server, [needing(steps)], { endpoint });
    expect(resultOf(result, "test/turns").expectations.map(({ message }) => message)).toEqual([
      'status is 400, expected 200: "The message is not valid JSON."',
    ]);
  });

  it("fail where the handshake is turned down though it is declared to be offered", async () => {
    const server = await serving();
    const result = await run(server, [needing(turn("one"))], { capabilities: { websocket: true } });
    expect(resultOf(result, "test/turns").expectations[0]?.message).toBe(
      'status is 404, expected 200: "no such route"',
    );
  });

  it.each([
    [
      404,
      "n/a",
      'the capability websocket is not offered: the endpoint answered the WebSocket handshake with 404: "no"',
    ],
    [
      426,
      "n/a",
      'the capability websocket is not offered: the endpoint answered the WebSocket handshake with 426: "no"',
    ],
    [
      500,
      "n/a",
      'the capability websocket is not offered: the endpoint answered the WebSocket handshake with 500: "no"',
    ],
    [
      200,
      "n/a",
      'the capability websocket is not offered: the endpoint answered the WebSocket handshake with 200: "no"',
    ],
    [
      401,
      "n/a",
      'the capability websocket is not offered: the endpoint answers WebSocket handshakes with 401: "no", also at a path that does not exist',
    ],
    [
      403,
      "n/a",
      'the capability websocket is not offered: the endpoint answers WebSocket handshakes with 403: "no", also at a path that does not exist',
    ],
    [502, "error", 'websocket could not be probed: WS /responses answered 502: "no"'],
    [503, "error", 'websocket could not be probed: WS /responses answered 503: "no"'],
  ])("do not apply where a handshake is answered %d", async (status, verdict, reason) => {
    const server = await serving(({ method }) =>
      method === "GET" ? { status, json: { error: { message: "no" } } } : undefined,
    );
    const result = await run(server, [needing(turn("one"))]);
    expect(resultOf(result, "test/turns")).toMatchObject({ verdict, reason });
  });

  it.each([401, 403])(
    "cannot be tested where %i is for this path: others are not found",
    async (status) => {
      const server = await serving(({ method, path }) =>
        method === "GET" ? refusal(path === "/responses" ? status : 404) : undefined,
      );
      expect(resultOf(await run(server, [needing(turn("one"))]), "test/turns")).toMatchObject({
        verdict: "error",
        reason: `websocket could not be probed: WS /responses answered ${status}: "no"`,
      });
    },
  );

  it("do not apply where the handshake is not answered", async () => {
    const server = await serving(({ method }) =>
      method === "GET" ? (response) => void response.socket?.destroy() : undefined,
    );
    const result = await run(server, [needing(turn("one"))]);
    expect(resultOf(result, "test/turns")).toMatchObject({
      verdict: "n/a",
      reason: expect.stringMatching(
        /^the capability websocket is not offered: the endpoint did not answer the WebSocket handshake: /,
      ) as string,
    });
  });

  it("are recorded as messages, without secrets", async () => {
    const server = await reference();
    const record = await mkdtemp(join(tmpdir(), "responses-conformance-"));
    closing(() => rm(record, { recursive: true }));
    const told = `  - id: ask
    websocket: /responses
    body: { input: Say red., metadata: { note: ${JSON.stringify(key)} } }
    expect: { status: 200 }
`;
    const result = await run(server, [needing(told)], { endpoint, record });
    expect(verdicts(result)).toEqual(["test/turns: pass"]);
    const tape = await readTape(tapePath(record, "test/turns"));
    expect(tape.exchanges).toMatchObject([
      { transport: "websocket", connection: "main", form: "messages", response: { status: 101 } },
    ]);
    const text = Buffer.from(tape.exchanges[0]?.bytes ?? []).toString("utf8");
    expect(text.trim().split("\n").length).toBeGreaterThan(5);
    expect(text).toContain("***");
    const whole = text + (await readFile(tapePath(record, "test/turns"), "utf8"));
    expect(whole).not.toMatch(/sk-live|9d\\*7c|7c=ZZ/);
  });

  it("are planned with a command that does the same", async () => {
    const planned = await planRun(
      await options("https://h/v1", [needing(turn("one"))], { endpoint: { apiKey: key } }),
    );
    const own = planned.find(({ step }) => step === "one");
    expect(own).toMatchObject({
      method: "WS",
      url: "wss://h/v1/responses",
      times: 1,
      curl:
        `printf '%s\\n' '{"type":"response.create","model":"m","input":"Say one.","metadata":{"turn":"one"}}' | ` +
        'websocat -n -B 1000000 -H "authorization: Bearer $RESPONSES_API_KEY" wss://h/v1/responses',
    });
    expect(planned.find(({ step }) => step === "websocket")?.method).toBe("WS");
  });
});

describe("a command of websocat", () => {
  it("hands on the message as it is", () => {
    const body = `it's "50%" \\n $x`;
    const command = websocatCommand({
      method: "POST",
      url: "ws://h/v1",
      headers: {},
      body,
      streamed: false,
      keyHeader: undefined,
    });
    const [send = ""] = command.split(" | websocat");
    expect(execFileSync("sh", ["-c", send], { encoding: "utf8" })).toBe(`${body}\n`);
  });
});
