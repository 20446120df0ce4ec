import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, describe, expect, it } from "vitest";
import { cli, spawned } from "../support/cli.ts";

const folder = mkdtempSync(join(tmpdir(), "endpoints-"));
afterAll(() => rmSync(folder, { recursive: true }));

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

/** An endpoint that answers everything in one way. @returns its base URL */
async function endpoint(answer: Answer): Promise<string> {
  const server = createServer((request, response) => {
    request.resume();
    request.on("end", () => answer(request, response));
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`;
}

const key = 'sk-"quoted"/secret+0123456789';
/** The key in every form in which it could slip out. */
const forms = [
  key,
  JSON.stringify(key).slice(1, -1),
  encodeURIComponent(key),
  Buffer.from(key).toString("base64"),
  JSON.stringify(JSON.stringify(key)).slice(3, -3),
];

/** Runs against an endpoint, with all reports, and looks for the key and for stack traces in everything that came out. */
async function judge(
  url: string,
  ...args: string[]
): Promise<{ code: number | null; stdout: string }> {
  const files = ["junit", "json"].map((name) => join(folder, `report.${name}`));
  const { code, stdout, stderr } = await cli(
    [
      ...["--base-url", url, "--model", "m", "--suite", "core", "--retries", "0"],
      ...["--timeout-headers", "500ms", "--timeout-idle", "500ms", "--timeout-total", "5s"],
      ...[
        "--reporter",
        "console",
        "--reporter",
        `junit=${files[0]}`,
        "--reporter",
        `json=${files[1]}`,
        ...args,
      ],
    ],
    { env: { RESPONSES_API_KEY: key } },
  );
  const everything = [stdout, stderr, ...files.map((file) => readFileSync(file, "utf8"))].join(
    "\n",
  );
  for (const form of forms) expect(everything).not.toContain(form);
  expect(everything).not.toMatch(/^ {4}at /m);
  return { code, stdout };
}

const created = `event: response.created\ndata: ${JSON.stringify({
  type: "response.created",
  sequence_number: 0,
  response: { id: "resp_1", object: "response", status: "in_progress", output: [] },
})}\n\n`;
const json = { "content-type": "application/json" };
const eventStream = { "content-type": "text/event-stream" };

describe("an endpoint that cannot be tested", () => {
  it.each<[string, Answer, RegExp]>([
    [
      "refuses the key and tells it back",
      (request, response) =>
        void response.writeHead(401, { ...json, "x-echo": encodeURIComponent(key) }).end(
          JSON.stringify({
            error: {
              message: `bad key ${String(request.headers.authorization)}`,
              type: "x",
              code: null,
              param: null,
            },
          }),
        ),
      /answered 401\. The endpoint refused the API key\. Check its variable/,
    ],
    [
      "redirects",
      (_, response) =>
        void response.writeHead(307, { location: "https://example.com/v1/responses" }).end(),
      /redirects to https:\/\/example\.com\/v1\/responses/,
    ],
    [
      "never answers",
      () => undefined,
      /sent no response headers within 500 ms\. If the server needs more time, raise --timeout-headers/,
    ],
    ["hangs up", (request) => void request.socket.destroy(), /./],
    [
      "has too much to do",
      (_, response) =>
        void response
          .writeHead(429, { ...json, "retry-after": "0" })
          .end('{"error":{"message":"slow down"}}'),
      /answered 429 .*[Tt]ry again later/,
    ],
  ])("%s: one message, exit 3, an <error> in JUnit", async (_, answer, message) => {
    const { code, stdout } = await judge(await endpoint(answer));
    expect(code).toBe(3);
    expect(stdout).toMatch(message);
    expect(stdout.trimEnd().split("\n").at(-1)).toMatch(/^NOT TESTED: /);
    const junit = readFileSync(join(folder, "report.junit"), "utf8");
    expect(junit).toContain("<error ");
    expect(junit).not.toContain("<failure ");
  });
});

describe("an endpoint that answers, and breaks the protocol doing so", () => {
  it.each<[string, Answer, string]>([
    [
      "falls silent in mid-stream",
      (_, r) => void r.writeHead(200, eventStream).write(created),
      "http/no-stall",
    ],
    [
      "sends an empty stream",
      (_, r) => void r.writeHead(200, eventStream).end(),
      "http/first-event-prompt",
    ],
    [
      "breaks off",
      (_, r) => {
        r.writeHead(200, eventStream).write(created);
        setTimeout(() => r.destroy(), 50);
      },
      "lifecycle/terminal-present",
    ],
    [
      "tells its key back in the stream",
      (request, r) =>
        void r
          .writeHead(200, eventStream)
          .end(
            `event: error\ndata: ${JSON.stringify({ type: "error", error: { message: String(request.headers.authorization) } })}\n\n`,
          ),
      "sequence/present",
    ],
  ])("%s: exit 1", async (_, answer, rule) => {
    const { code, stdout } = await judge(await endpoint(answer), "--dialect", "openai");
    expect(stdout).toContain(rule);
    expect(code).toBe(1);
  });
});

describe("a run that is interrupted", () => {
  it("ends at once the second time", async () => {
    let kill: ((signal: NodeJS.Signals) => void) | undefined;
    const url = await endpoint(() => {
      kill?.("SIGINT");
      kill?.("SIGINT");
    });
    const { code } = await spawned(["--base-url", url, "--model", "m"], {
      onStart: (send) => (kill = send),
    });
    expect([130, 3]).toContain(code);
  });

  it("leaves what was finished in a report that says that it is partial", async () => {
    let answered = 0;
    let kill: ((signal: NodeJS.Signals) => void) | undefined;
    const refused = JSON.stringify({
      error: { message: "no", type: "invalid_request", code: null, param: null },
    });
    const url = await endpoint((_, response) => {
      answered += 1;
      if (answered <= 12)
        response.writeHead(answered <= 2 ? 200 : 400, json).end(answered <= 2 ? "{}" : refused);
      else kill?.("SIGTERM");
    });
    const { code, stdout } = await spawned(
      [
        "--base-url",
        url,
        "--model",
        "m",
        "--suite",
        "errors",
        "--concurrency",
        "1",
        "--reporter",
        "json",
      ],
      { onStart: (send) => (kill = send) },
    );
    const run = JSON.parse(stdout) as { partial: string; scenarios: unknown[] };
    expect(run.partial).toBe("interrupted");
    expect(run.scenarios.length).toBeGreaterThan(0);
    expect(code).not.toBe(0);
  });
});
