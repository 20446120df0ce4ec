import { spawn } from "node:child_process";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { assetPath } from "../src/assets/assets.ts";
import { createProgram } from "../src/commands/program.ts";
import { rules } from "../src/rules/index.ts";
import { bin, cli, spawned } from "./support/cli.ts";

const good = (name: string): string =>
  readFileSync(assetPath("fixtures", "good", `${name}.1.sse`), "utf8");
const folder = (): string => mkdtempSync(join(tmpdir(), "cli-"));
const stack = /\n\s+at .+:\d+:\d+/;

let servers: Server[] = [];
afterEach(() => {
  for (const server of servers) {
    server.closeAllConnections();
    server.close();
  }
  servers = [];
});

/** A server that does with every request what it is told. @returns its base URL */
async function endpoint(answer: Parameters<typeof createServer>[1]): Promise<string> {
  const server = createServer(answer as Parameters<typeof createServer>[0] & object);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`;
}

describe("wrong usage", () => {
  it("tells all problems of a config file with their places, and no key", async () => {
    const cwd = folder();
    writeFileSync(
      join(cwd, "responses-conformance.yaml"),
      "modle: x\napiKey: sk-very-secret\ntimeouts: { idle: 5 }\n",
    );
    const { code, stderr } = await cli(["--reference"], { cwd });
    expect(code).toBe(2);
    expect(stderr).toContain(
      'responses-conformance.yaml:1:1: unknown key "modle" in the config. Did you mean "model"?',
    );
    expect(stderr).toContain(
      "responses-conformance.yaml:2:1: the config file must not have an API key",
    );
    expect(stderr).toContain("responses-conformance.yaml:3:19: timeouts.idle");
    expect(stderr).not.toContain("sk-very-secret");
  });

  it("finds a typo in a scenario file", async () => {
    const cwd = folder();
    mkdirSync(join(cwd, "mine"));
    writeFileSync(
      join(cwd, "mine", "a.yaml"),
      "id: mine/a\ntitle: t\nlevel: must\nspec: []\nstep: []\n",
    );
    const { code, stderr } = await cli(["--reference", "--suite", "./mine"], { cwd });
    expect(code).toBe(2);
    expect(stderr).toMatch(/mine\/a\.yaml:5:1: .*"step".*Did you mean "steps"\?/);
    expect(stderr).not.toMatch(stack);
  });
});

const program = createProgram(
  { stdin: process.stdin, stdout: process.stdout, stderr: process.stderr, env: {}, cwd: "." },
  () => undefined,
);

describe("help", () => {
  it("teaches the commands, and each command its options", async () => {
    const { code, stdout } = await cli(["--help"]);
    expect(code).toBe(0);
    for (const word of ["run", "check", "serve", "list", "explain", "--base-url", "Exit codes:"])
      expect(stdout).toContain(word);
    const run = await cli(["run", "--help"]);
    for (const word of [
      "Endpoint:",
      "What to test:",
      "Report:",
      "--timeout-idle <time>",
      "RESPONSES_API_KEY",
    ])
      expect(run.stdout).toContain(word);
  });

  it.each(["", ...program.commands.map((command) => command.name())])(
    "fits the terminal and shows examples: %s",
    async (command) => {
      for (const columns of [80, 100, 200]) {
        const env = { COLUMNS: String(columns) };
        const { code, stdout } = await cli([...(command === "" ? [] : [command]), "--help"], {
          env,
        });
        expect(code).toBe(0);
        expect(stdout).toMatch(/\n(Examples|Load it in each new shell):\n/);
        const wide = stdout.split("\n").filter((line) => line.length > Math.min(columns, 100));
        expect(wide).toEqual([]);
      }
    },
  );

  it("says its version", async () => {
    const { version } = JSON.parse(readFileSync(assetPath("package.json"), "utf8")) as {
      version: string;
    };
    expect(await cli(["--version"])).toEqual({ code: 0, stdout: `${version}\n`, stderr: "" });
  });
});

describe("list and explain", () => {
  it("list every rule, as a table and as JSON", async () => {
    const table = await cli(["list", "rules"]);
    for (const { id } of rules) expect(table.stdout).toContain(`\n${id} `);
    const json = await cli(["list", "rules", "--json"]);
    expect((JSON.parse(json.stdout) as { rule: string }[]).map(({ rule }) => rule)).toEqual(
      rules.map(({ id }) => id),
    );
  });

  it.each([
    ["scenarios", "core/text-stream"],
    ["events", "response.output_text.delta"],
    ["faults", "delta-lost"],
    ["capabilities", "websocket"],
    ["requirements", "OR-stream-3"],
  ])("list %s", async (what, name) => {
    const { code, stdout } = await cli(["list", what]);
    expect(code).toBe(0);
    expect(stdout).toContain(`\n${name} `);
  });

  it("list since which revision each dialect has an event", async () => {
    const { stdout } = await cli(["list", "events"]);
    expect(stdout).toMatch(/^event +openresponses since +openai since\n/);
    expect(stdout).toMatch(/\nkeepalive +no +2026-08-21\n/);
    const json = await cli(["list", "events", "--json"]);
    const listed = JSON.parse(json.stdout) as { event: string }[];
    expect(listed.map(({ event }) => event)).toContain("response.reasoning.delta");
    expect(listed.find(({ event }) => event === "error")).toEqual({
      event: "error",
      openresponses: true,
      openai: true,
      since: { openresponses: "2026-04-24", openai: "2026-08-21" },
    });
    expect(listed.map(({ event }) => event)).not.toContain("response.cancelled");
  });

  it("explain a rule with a real failing example", async () => {
    const { code, stdout } = await cli(["explain", "text/deltas-equal-done"]);
    expect(code).toBe(0);
    for (const word of [
      "Requirement",
      "MUST in Open Responses",
      "Why clients break",
      "How to fix it",
      "https://",
      "FAIL  text/deltas-equal-done",
    ])
      expect(stdout).toContain(word);
  });

  it("explain every rule", async () => {
    const { explain } = await import("../src/commands/explain/explain.ts");
    let text = "";
    const stdout = {
      isTTY: false,
      writable: true,
      write: (chunk: string, done: () => void) => ((text += chunk), done()),
    };
    const io = {
      stdin: process.stdin,
      stdout: stdout as unknown as NodeJS.WriteStream,
      stderr: process.stderr,
      env: {},
      cwd: process.cwd(),
    };
    for (const { id, title } of rules) {
      text = "";
      expect(await explain(id, {}, io)).toBe(0);
      expect(text.startsWith(`${id}\n`)).toBe(true);
      expect(text.replaceAll(/\s+/g, " ")).toContain(title);
      for (const heading of ["Why clients break", "How to fix it", "A failing example"])
        expect(text).toContain(`\n${heading}`);
    }
  });

  it("explain a scenario and an event", async () => {
    const scenario = await cli(["explain", "core/text-stream"]);
    expect(scenario.stdout).toContain("  - id: ask\n    post: /responses\n");
    expect(scenario.stdout).toMatch(/\nRequirements\n {2}- \w+-/);
    const event = await cli(["explain", "output_text.delta"]);
    expect(event.stdout).toMatch(/^response\.output_text\.delta\n/);
    for (const line of [
      "\nFirst known revision\n  openresponses 2026-04-24\n  openai 2026-08-21\n",
      "  after response.content_part.added\n",
      "  event: response.output_text.delta\n  data: {",
      "  - text/no-lone-surrogate: ",
    ])
      expect(event.stdout).toContain(line);
  });
});

describe("check", () => {
  const broken = good("text").replace(',"sequence_number":3}', "}");

  it("passes a good stream and fails a broken one", async () => {
    const cwd = folder();
    writeFileSync(join(cwd, "good.sse"), good("text"));
    writeFileSync(join(cwd, "bad.sse"), broken);
    expect(broken).not.toBe(good("text"));
    expect(await cli(["check", "good.sse"], { cwd })).toMatchObject({ code: 0, stderr: "" });
    const { code, stdout } = await cli(["check", "."], { cwd });
    expect(code).toBe(1);
    expect(stdout).toContain("FAIL  sequence/present  MUST   bad.sse");
    expect(stdout).toContain("1 passed, 1 failed");
  });

  it("takes all forms in a folder, and passes over anything else without a word", async () => {
    const cwd = folder();
    const stream = good("text");
    const events = stream
      .split("\n")
      .filter((line) => line.startsWith("data: {"))
      .map((line) => line.slice(6));
    writeFileSync(join(cwd, "a.sse"), stream);
    writeFileSync(join(cwd, "b.txt"), stream);
    writeFileSync(join(cwd, "c.jsonl"), events.join("\n"));
    mkdirSync(join(cwd, "deep"));
    writeFileSync(join(cwd, "deep", "d.har"), har(stream));
    for (const name of ["call.tape.json", "call.1.sse"])
      writeFileSync(join(cwd, "deep", name), readFileSync(assetPath("fixtures", "good", name)));
    for (const name of ["notes.txt", "log.jsonl", "README.md", "data.bin"])
      writeFileSync(join(cwd, name), "nothing of ours\n{}\n");
    const { code, stdout, stderr } = await cli(["check", ".", "--reporter", "json"], { cwd });
    const report = JSON.parse(stdout) as {
      scenarios: { id: string; results: { verdict: string }[] }[];
    };
    expect(report.scenarios.map(({ id, results }) => `${id} ${results[0]?.verdict}`)).toEqual([
      "a.sse pass",
      "b.txt pass",
      "c.jsonl pass",
      "deep/call.tape.json pass",
      "deep/d.har pass",
    ]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  });

  it("refuses a named file that is no capture, and finds nothing in an empty folder", async () => {
    const cwd = folder();
    writeFileSync(join(cwd, "notes.txt"), "hello\n");
    const named = await cli(["check", "notes.txt"], { cwd });
    expect(named.code).toBe(2);
    expect(named.stderr).toContain("notes.txt: the file is not a capture. Known forms: .sse, ");
    const none = await cli(["check", "."], { cwd });
    expect(none.code).toBe(3);
    expect(none.stderr).toContain(
      "responses-conformance: .: no capture found. Known forms: .sse, ",
    );
  });

  it.each([
    ["an event stream", (): string => good("text"), 0],
    ["a broken event stream", (): string => broken, 1],
    [
      "JSON lines",
      (): string =>
        good("text")
          .split("\n")
          .filter((line) => line.startsWith("data: {"))
          .map((line) => line.slice(6))
          .join("\n"),
      0,
    ],
    ["an archive", (): string => har(good("text")), 0],
    ["something else", (): string => "hello", 2],
    ["nothing", (): string => "", 2],
  ])("reads %s from standard input", async (_, stdin, code) => {
    expect(await cli(["check", "-"], { stdin: stdin() })).toMatchObject({ code });
  });

  it("judges in both dialects, the first sets the exit code", async () => {
    const cwd = folder();
    writeFileSync(join(cwd, "a.sse"), good("text").replace("data: [DONE]\n\n", ""));
    expect(
      await cli(["check", "a.sse", "--dialect", "openai,openresponses"], { cwd }),
    ).toMatchObject({ code: 0 });
    const { code, stdout } = await cli(["check", "a.sse", "--dialect", "openresponses,openai"], {
      cwd,
    });
    expect(code).toBe(1);
    expect(stdout).toContain("FAIL  sse/done-sentinel  MUST openresponses   a.sse");
  });

  it("judges by a user's own dialect", async () => {
    const cwd = folder();
    writeFileSync(join(cwd, "a.sse"), broken);
    writeFileSync(
      join(cwd, "lax.yaml"),
      "extends: openresponses\nlevels: { sequence/present: should }\n",
    );
    const { code, stdout } = await cli(["check", "a.sse", "--dialect", "./lax.yaml"], { cwd });
    expect(stdout).toContain("WARN  sequence/present  SHOULD");
    expect(code).toBe(0);
    expect(
      await cli(["check", "a.sse", "--dialect", "./lax.yaml", "--strict"], { cwd }),
    ).toMatchObject({ code: 1 });
  });

  it("limits itself to the rules that are asked for", async () => {
    const cwd = folder();
    writeFileSync(join(cwd, "a.sse"), broken);
    expect(await cli(["check", "a.sse", "--rule", "usage/*"], { cwd })).toMatchObject({ code: 0 });
  });

  it("writes no colours into a pipe, and honours NO_COLOR and FORCE_COLOR", async () => {
    const cwd = folder();
    writeFileSync(join(cwd, "a.sse"), broken);
    const colour = "\u001b[3";
    expect((await cli(["check", "a.sse"], { cwd })).stdout).not.toContain(colour);
    expect((await cli(["check", "a.sse"], { cwd, env: { FORCE_COLOR: "1" } })).stdout).toContain(
      colour,
    );
    expect(
      (await cli(["check", "a.sse"], { cwd, env: { FORCE_COLOR: "1", NO_COLOR: "1" } })).stdout,
    ).not.toContain(colour);
    expect(
      (await cli(["check", "a.sse", "--no-color"], { cwd, env: { FORCE_COLOR: "1" } })).stdout,
    ).not.toContain(colour);
  });

  it("writes report files whole, with the folders they need", async () => {
    const cwd = folder();
    writeFileSync(join(cwd, "a.sse"), broken);
    const { code, stdout } = await cli(
      ["check", "a.sse", "--reporter", "junit=out/x/r.xml", "--reporter", "json=out/r.json"],
      { cwd },
    );
    expect(code).toBe(1);
    expect(stdout).toContain("NOT CONFORMANT");
    expect(readdirSync(join(cwd, "out"))).toEqual(["r.json", "x"]);
    expect(readFileSync(join(cwd, "out/x/r.xml"), "utf8")).toContain(
      '<failure type="sequence/present"',
    );
    expect(JSON.parse(readFileSync(join(cwd, "out/r.json"), "utf8"))).toMatchObject({
      exitCode: 1,
      command: "check",
    });
  });

  it("is quiet when its reader goes away", async () => {
    const child = spawn(process.execPath, [bin, "list", "rules"], {
      stdio: ["ignore", "pipe", "pipe"],
    });
    let stderr = "";
    child.stderr.on("data", (text: Buffer) => (stderr += text.toString()));
    child.stdout.destroy();
    const code = await new Promise((resolve) => child.on("close", resolve));
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  });
});

function har(stream: string): string {
  const postData = {
    text: JSON.stringify({
      model: "good-model",
      input: "Say something about the weather.",
      stream: true,
    }),
  };
  const headers = [{ name: "Authorization", value: "Bearer sk-in-archive" }];
  const request = { method: "POST", url: "https://h.example/v1/responses", headers, postData };
  const type = [{ name: "Content-Type", value: "text/event-stream" }];
  return JSON.stringify({
    log: {
      entries: [
        {
          request,
          response: {
            status: 200,
            headers: type,
            content: { mimeType: "text/event-stream", text: stream },
          },
        },
      ],
    },
  });
}

describe("run", () => {
  it("passes the reference server, with files of all reports", async () => {
    const cwd = folder();
    const { code, stdout } = await cli(
      [
        "run",
        "--reference",
        "--suite",
        "core",
        "--dialect",
        "openresponses,openai",
        "--reporter",
        "junit=r.xml",
        "--record",
        "tapes",
      ],
      { cwd },
    );
    expect(stdout).toContain("CONFORMANT to Open Responses");
    expect(code).toBe(0);
    expect(existsSync(join(cwd, "r.xml"))).toBe(true);
    const again = await cli(["check", "tapes"], { cwd });
    expect(again.code).toBe(0);
  });

  it("fails for want of what is required, and says what it cannot tell", async () => {
    const lacking = ["run", "--reference", "--suite", "core", "--require"];
    const untested = await cli([...lacking, "websocket"]);
    expect(untested.stderr).toContain(
      "note: websocket is required, but no selected scenario needs it",
    );
    const unknown = await cli([...lacking, "tols"]);
    expect(unknown).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('unknown capability "tols". Did you mean "tools"?') as string,
    });
    const cwd = folder();
    const config = "capabilities: { store: false }\nrequire: store\nsuites: state\n";
    writeFileSync(join(cwd, "responses-conformance.yaml"), config);
    const url = await endpoint((_, response) => response.end());
    const failing = await cli(["--base-url", url, "--model", "m"], { cwd });
    expect(failing.code).toBe(1);
    expect(failing.stdout).toContain("store is required, but the endpoint does not offer it");
  });

  it("lists what it would send, and sends nothing", async () => {
    let requests = 0;
    const url = await endpoint((_, response) => {
      requests += 1;
      response.end();
    });
    const { code, stdout } = await cli([
      "--base-url",
      url,
      "--model",
      "m",
      "--suite",
      "core",
      "--dry-run",
    ]);
    expect(code).toBe(0);
    expect(stdout).toContain("core/text-stream");
    expect(stdout).toContain('  ask  POST  /responses  {"model":"m","input":"Say hello."}');
    expect(stdout).toMatch(/At most [\d,]+ input tokens .* and [\d,]+ output tokens/);
    expect(stdout).toMatch(/\d+ requests, none sent/);
    const json = await cli(["--base-url", url, "--model", "m", "--dry-run", "--json"]);
    const plan = JSON.parse(json.stdout) as {
      requests: number;
      scenarios: Record<string, unknown>;
    };
    expect(plan.requests).toBeGreaterThan(100);
    expect(plan.scenarios["core/text"]).toEqual({
      requests: 1,
      tokens: { input: Math.ceil('{"model":"m","input":"Say hello."}'.length / 3), output: 1024 },
    });
    const quiet = await cli(["--base-url", url, "--model", "m", "--dry-run", "--quiet"]);
    expect(quiet.stdout.trim().split("\n")).toHaveLength(2);
    expect(requests).toBe(0);
  });

  it("lists the requests to the reference server too", async () => {
    const { code, stdout } = await cli(["--reference", "--scenario", "core/text", "--dry-run"]);
    expect(code).toBe(0);
    expect(stdout).toContain("core/text  (tokens: ");
  });

  it.each<[string, Parameters<typeof endpoint>[0], string, number]>([
    [
      "a 401",
      (_, r) =>
        void r
          .writeHead(401, { "content-type": "application/json" })
          .end('{"error":{"message":"no","type":"invalid_request","code":null,"param":null}}'),
      "401",
      3,
    ],
    [
      "an HTML answer",
      (_, r) => void r.writeHead(200, { "content-type": "text/html" }).end("<!doctype html><p>hi"),
      "HTML",
      3,
    ],
    [
      "a 404",
      (_, r) => void r.writeHead(404, { "content-type": "text/html" }).end("<h1>nope"),
      "404",
      3,
    ],
    ["no answer", () => undefined, "", 3],
  ])("tells %s in one clear message", async (_, answer, word, expected) => {
    const url = await endpoint(answer);
    const key = "sk-never-to-be-seen";
    const { code, stdout, stderr } = await cli(
      [
        "--base-url",
        url,
        "--model",
        "m",
        "--suite",
        "core",
        "--timeout-headers",
        "300ms",
        "--timeout-total",
        "2s",
        "--retries",
        "0",
      ],
      { env: { RESPONSES_API_KEY: key } },
    );
    expect(stdout).toContain("NOT TESTED: ");
    expect(stdout).toContain(word);
    expect(stdout + stderr).not.toMatch(stack);
    expect(stdout + stderr).not.toContain(key);
    expect(code).toBe(expected);
  });

  it("tells a closed port in one clear message", async () => {
    const url = await endpoint((_, response) => response.end());
    servers.pop()?.close();
    const { code, stdout } = await cli([
      "--base-url",
      url,
      "--model",
      "m",
      "--retries",
      "0",
      "--quiet",
    ]);
    expect(stdout).toMatch(/^NOT TESTED: .*refused the connection/);
    expect(code).toBe(3);
  });

  it("still reports when it is interrupted", async () => {
    let interrupt: ((signal: NodeJS.Signals) => void) | undefined;
    const url = await endpoint(() => interrupt?.("SIGINT"));
    const { code, stdout, stderr } = await spawned(
      ["--base-url", url, "--model", "m", "--reporter", "json"],
      {
        onStart: (kill) => (interrupt = kill),
      },
    );
    expect(stderr).toContain("stopping; the report follows");
    expect(JSON.parse(stdout)).toMatchObject({ partial: "interrupted", exitCode: 3 });
    expect(code).toBe(3);
  });

  it("names a broken server, and the fault", async () => {
    const child = spawn(
      process.execPath,
      [bin, "serve", "--port", "0", "--fault", "delta-lost", "--quiet"],
      { stdio: ["ignore", "pipe", "inherit"] },
    );
    const line = await new Promise<string>((resolve) =>
      child.stdout.once("data", (text: Buffer) => resolve(text.toString())),
    );
    const url = /listening on (\S+)/.exec(line)?.[1] ?? "";
    const { code, stdout } = await cli(["--base-url", url, "--scenario", "core/unicode"]);
    expect(stdout).toContain("FAIL  text/deltas-equal-done  MUST");
    expect(code).toBe(1);
    child.kill("SIGTERM");
    expect(await new Promise((resolve) => child.on("close", resolve))).toBe(0);
  });
});
