import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import type { IncomingMessage, ServerResponse } from "node:http";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { httpServer, tcpServer } from "../../src/transport/server.testing.ts";
import { cli, type CliResult } from "../support/cli.ts";
import { closing, folder, reportOf, serving } from "../support/endpoints.ts";

/** A key with all that encodings change. */
const key = 'sk-"never"/to+be=seen&%\\x';
/** The forms in which it could show up. */
const keyForms = [
  key,
  encodeURIComponent(key),
  JSON.stringify(key).slice(1, -1),
  JSON.stringify(JSON.stringify(key).slice(1, -1)).slice(1, -1),
  key.replaceAll("&", "&amp;").replaceAll('"', "&quot;"),
  Buffer.from(key).toString("base64"),
  Buffer.from(key).toString("base64url"),
];
const stackLine = /\n\s+at .+[:(]/;

const error = (message: string): string =>
  JSON.stringify({ error: { message, type: "x", code: null, param: null } });
const json = { "content-type": "application/json" };

type Answer = (request: IncomingMessage, response: ServerResponse, body: string) => void;

/** A server of this test's own. @returns its base URL */
async function answering(answer: Answer): Promise<string> {
  const server = await httpServer(answer);
  closing(server.close);
  return `${server.url}/v1`;
}

const filesIn = (path: string): string[] =>
  statSync(path).isDirectory()
    ? readdirSync(path).flatMap((name) => filesIn(join(path, name)))
    : [path];

/** Runs two scenarios with all reports and tapes, and looks for what must never be said. */
async function tested(url: string, args: readonly string[] = []): Promise<CliResult> {
  const cwd = folder();
  const reports = ["console", "json=out/r.json", "junit=out/r.xml"];
  const endpoint = ["--base-url", url, "--model", "m", "--retries", "0"];
  const run = await cli(
    [
      ...endpoint,
      "--scenario",
      "core/text*",
      "--record",
      "out/tapes",
      ...reports.flatMap((name) => ["--reporter", name]),
      ...args,
    ],
    { cwd, env: { RESPONSES_API_KEY: key } },
  );
  const written = filesIn(cwd).map((file) => readFileSync(file, "utf8"));
  expect(written.length).toBeGreaterThanOrEqual(2);
  for (const text of [run.stdout, run.stderr, ...written]) {
    expect(text).not.toMatch(stackLine);
    for (const form of keyForms) expect(text).not.toContain(form);
  }
  expect(reportOf(readFileSync(join(cwd, "out/r.json"), "utf8")).exitCode).toBe(run.code);
  return run;
}

describe("an endpoint that cannot be tested gives one message that says what to do, and exit code 3", () => {
  it.each<[string, () => Promise<string>, RegExp]>([
    [
      "a host that does not exist",
      () => Promise.resolve("http://no-such-host.invalid/v1"),
      /no-such-host\.invalid cannot be resolved .*Check the base URL/,
    ],
    [
      "https where plain HTTP is spoken",
      async () => (await answering((_, r) => r.end())).replace("http:", "https:"),
      /the TLS connection to .* failed .* try http:\/\/ in the base URL/,
    ],
    [
      "no HTTP at all",
      async () => {
        const server = await tcpServer((s) => s.on("data", () => s.end("SSH-2.0-OpenSSH_9.6\r\n")));
        closing(server.close);
        return server.url;
      },
      /answered, but not with HTTP\. Check the port of the base URL\./,
    ],
    [
      "a connection that is closed at once",
      async () => {
        const server = await tcpServer((s) => s.on("data", () => s.destroy()));
        closing(server.close);
        return server.url;
      },
      /closed the connection without an answer\. Check the log of the server, and the port of the base URL\./,
    ],
    [
      "a quota that is used up",
      () => answering((_, r) => void r.writeHead(429, json).end(error("slow down"))),
      /answered 429 .*Try again later, or check the limits of the account\. The error message is: slow down/,
    ],
    [
      "an HTML answer",
      () => answering((_, r) => void r.setHeader("content-type", "text/html").end("<html>hi")),
      /HTML/,
    ],
  ])("%s", async (_, start, message) => {
    const { code, stdout, stderr } = await tested(await start());
    expect({ code, stderr }).toEqual({ code: 3, stderr: "" });
    expect(stdout.split("\n").filter((line) => line.startsWith("NOT TESTED: "))).toHaveLength(1);
    expect(stdout).toMatch(new RegExp(`NOT TESTED: .*${message.source}.*\\(exit 3\\)\n$`));
  });

  it("a redirect, which is told and not followed, so that the key goes nowhere else", async () => {
    const asked: string[] = [];
    const other = await answering((request, response) => {
      asked.push(request.url ?? "");
      response.end();
    });
    const url = await answering(
      (_, r) => void r.writeHead(307, { location: `${other}/responses` }).end(),
    );
    const { code, stdout } = await tested(url);
    expect(code).toBe(3);
    expect(stdout).toContain(`redirects to ${other}/responses (status 307)`);
    expect(stdout).toContain("pass the final address as --base-url");
    expect(asked).toEqual([]);
  });

  it("a 401 that echoes the key in every way, which shows in none", async () => {
    const url = await answering((request, response) => {
      const came = String(request.headers.authorization);
      expect(came).toBe(`Bearer ${key}`);
      const echo = [came, ...keyForms].join(" | ");
      response.writeHead(401, { ...json, "x-echo": encodeURIComponent(came) });
      response.end(error(`no such key: ${echo}`));
    });
    const { code, stdout } = await tested(url);
    expect(code).toBe(3);
    expect(stdout).toMatch(
      /answered 401\. The endpoint refused the API key\. Check its variable \(RESPONSES_API_KEY, or the one of --api-key-env\)/,
    );
    expect(stdout).toContain("no such key: Bearer ***");
  });

  it("an endpoint that answers plainly, but never with a stream", async () => {
    const url = await serving({ fault: "never-answers" });
    const { code, stdout } = await tested(url, ["--timeout-headers", "400ms"]);
    expect(code).toBe(3);
    expect(stdout).toMatch(
      /NOT TESTED: .*sent no response headers within 400 ms\. If the server needs more time, raise --timeout-headers/,
    );
  });
});

describe("an endpoint that answers and then breaks the protocol is told so, with exit code 1", () => {
  it("a stream that stalls", async () => {
    const url = await serving({ fault: "stream-stalls" });
    const { code, stdout } = await tested(url, ["--timeout-idle", "400ms"]);
    expect(code).toBe(1);
    expect(stdout).toMatch(/FAIL {2}http\/no-stall {2}MUST/);
    expect(stdout).toMatch(/, actual 0\.4 s of silence\n/);
  });

  it("a stream that is cut", async () => {
    const { code, stdout } = await tested(await serving({ fault: "stream-cut" }));
    expect(code).toBe(1);
    expect(stdout).toMatch(/FAIL {2}lifecycle\/terminal-present {2}MUST/);
  });

  it("a stream that echoes the key in its text", async () => {
    const url = await answering((request, response) => {
      const text = JSON.stringify(`${String(request.headers.authorization)} ${keyForms.join(" ")}`);
      response.writeHead(200, { "content-type": "text/event-stream" });
      response.end(
        `event: response.output_text.delta\ndata: {"type":"response.output_text.delta","delta":${text}}\n\n`,
      );
    });
    const { code, stdout } = await tested(url, ["--verbose"]);
    expect(code).toBe(1);
    expect(stdout).toContain("***");
  });

  it("a stream without end, which fills no memory", async () => {
    const url = await answering((_, response) => {
      response.writeHead(200, { "content-type": "text/event-stream" });
      const more = (): void => {
        if (!response.destroyed) response.write("x".repeat(1 << 16), () => setImmediate(more));
      };
      response.write("data: ");
      more();
    });
    const cwd = folder();
    const config = join(cwd, "limits.yaml");
    writeFileSync(config, "limits: { eventBytes: 256KiB, streamBytes: 1MiB }\n");
    const { code, stdout } = await tested(url, ["--config", config]);
    // The plain request of the other scenario was answered with a stream, as can be seen without its end.
    expect(code).toBe(1);
    expect(stdout).toContain("FAIL  http/json-content-type  MUST   core/text, step ask");
    expect(stdout).toMatch(
      /\? {4}core\/text-stream .*\n +step ask: an event is larger than limits\.eventBytes \(256KiB\)/,
    );
    expect(stdout).toContain("1 MUST and 0 SHOULD findings, 1 of ");
  });
});

describe("what a user gets wrong gives one message, and exit code 2", () => {
  it.each<[string, string[], RegExp]>([
    ["no http", ["--base-url", "ftp://x/v1"], /must begin with http:\/\/ or https:\/\/, not ftp/],
    ["no host", ["--base-url", "http://"], /"http:\/\/" is not an http or https URL/],
    [
      "a config that is a folder",
      ["--config", "."],
      /^responses-conformance: \.:1:1: cannot be read/,
    ],
    ["a config that is no YAML", ["--config", "bad.yaml"], /bad\.yaml:2:1: not valid YAML/],
    [
      "a key in the config",
      ["--config", "key.yaml"],
      /key\.yaml:2:1: the config file must not have an API key;/,
    ],
    [
      "a typo in a scenario file",
      ["--reference", "--suite", "./typo.yaml"],
      /typo\.yaml:8:15: .*"stauts".*Did you mean "status"\?/,
    ],
    [
      "a later step in a reference",
      ["--reference", "--suite", "./later.yaml"],
      /later\.yaml:7:\d+: .*"b"/,
    ],
  ])("%s", async (_, args, message) => {
    const cwd = folder();
    const head = (id: string): string => `id: ${id}\ntitle: t\nspec: [openresponses]\nsteps:\n`;
    const write = (name: string, text: string): void => writeFileSync(join(cwd, name), text);
    write("bad.yaml", "baseUrl: [\n");
    write("key.yaml", `baseUrl: http://127.0.0.1:1/v1\napiKey: '${key}'\n`);
    write(
      "typo.yaml",
      `${head("typo/typo")}  - id: a\n    post: /responses\n    body: { input: hi }\n    expect: { stauts: 200 }\n`,
    );
    write(
      "later.yaml",
      `${head("later/later")}  - id: a\n    post: /responses\n    body: { previous_response_id: $steps.b.response#/id }\n  - id: b\n    post: /responses\n    body: { input: hi }\n`,
    );
    const { code, stdout, stderr } = await cli(args, { cwd, env: { RESPONSES_API_KEY: key } });
    expect(stderr).toMatch(message);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).not.toMatch(stackLine);
    for (const form of keyForms) expect(stderr).not.toContain(form);
  });

  it("a key that no header can carry is refused without being shown", async () => {
    const env = { RESPONSES_API_KEY: "sk-one\nsk-two" };
    const { code, stderr } = await cli(["--base-url", "http://127.0.0.1:1/v1"], { env });
    expect(code).toBe(2);
    expect(stderr).toContain("the API key has blanks, line ends or other characters");
    expect(stderr).not.toMatch(/sk-(one|two)/);
  });
});
