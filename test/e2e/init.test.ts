import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parseConfig } from "../../src/config/file.ts";
import { httpServer } from "../../src/transport/server.testing.ts";
import { cli, spawned } from "../support/cli.ts";
import { closing, folder, serving } from "../support/endpoints.ts";
import { relay, type Asked } from "../support/relay.ts";

const name = "responses-conformance.yaml";
const key = "sk-never-to-be-written";

const settingsIn = (text: string): ReturnType<typeof parseConfig>["settings"] => {
  const { settings, errors } = parseConfig(text, name);
  expect(errors).toEqual([]);
  return settings;
};

/** The line of a capability. */
const lineOf = (text: string, capability: string): string =>
  text.split("\n").find((line) => line.startsWith(`  ${capability}:`)) ?? "";

const asks = ({ body }: Asked, word: string): boolean => body.includes(`"${word}"`);

describe("init", () => {
  it("writes a config that passes lint and that a bare run uses, and no key", async () => {
    const url = await serving({ apiKey: key });
    const cwd = folder();
    const env = { MY_KEY: key };
    const first = ["init", "--base-url", url, "--api-key-env", "MY_KEY"];
    const made = await cli([...first, "--timeout-idle", "7s", "--header", "x-tenant: test"], {
      cwd,
      env,
    });
    expect(made).toMatchObject({ code: 0, stderr: "" });
    expect(made.stdout).toMatch(
      /^Wrote responses-conformance\.yaml\. Sent \d\d requests to the endpoint\.\n/,
    );
    expect(made.stdout).toContain("\nNext:\n  responses-conformance\n");
    const text = readFileSync(join(cwd, name), "utf8");
    expect(readdirSync(cwd)).toEqual([name]);
    for (const told of [text, made.stdout]) expect(told).not.toContain(key);
    expect(settingsIn(text)).toMatchObject({
      baseUrl: url,
      model: "reference-model",
      apiKeyEnv: "MY_KEY",
      dialects: ["openresponses"],
      headers: { "x-tenant": "test" },
      timeouts: { connect: 5000, idle: 7000 },
      capabilities: { stream: true, tools: true, replay: true, websocket: true },
    });
    expect(text).toContain("# hosted-tools: true # it cannot be probed");
    expect(await cli(["lint", name], { cwd })).toMatchObject({
      code: 0,
      stdout: "1 file: 0 errors, 0 warnings\n",
    });
    const run = await cli(["--scenario", "core/text-*"], { cwd, env });
    expect(run).toMatchObject({ code: 0, stderr: "" });
    expect(run.stdout).toContain("CONFORMANT");
    const keyless = await cli(["--scenario", "core/text-*"], { cwd });
    expect(keyless.code).toBe(2);
    expect(keyless.stderr).toContain("MY_KEY");
  });

  it("tells what is not offered with the answer, and the dialect that fits", async () => {
    const { url, asked } = await relay({
      edit: (stream) => stream.replace("data: [DONE]\n\n", ""),
      instead(one) {
        if (asks(one, "tools")) return { status: 400, message: "no tools\u001b[2J\nhere: # x" };
        if (one.method === "GET" && one.path !== "/v1/models")
          return { status: 404, message: "not kept" };
        return undefined;
      },
    });
    const cwd = folder();
    const made = await cli(["init", "--base-url", url, "--model", "m"], { cwd });
    expect(made).toMatchObject({ code: 0, stderr: "" });
    expect(made.stdout).toContain(`Sent ${asked.length} requests to the endpoint.`);
    const text = readFileSync(join(cwd, name), "utf8");
    const { capabilities, dialects, model } = settingsIn(text);
    expect({ dialects, model }).toEqual({ dialects: ["openai"], model: "m" });
    expect(capabilities).toMatchObject({ stream: true, structured: true, background: true });
    for (const gone of ["tools", "parallel-tools", "custom-tools", "retrieve", "replay"])
      expect(capabilities).toMatchObject({ [gone]: false });
    expect(lineOf(text, "tools")).toContain(
      String.raw`# POST /responses answered 400: "no tools\u001b[2J\nhere: # x"`,
    );
    expect(text).toContain("#   openresponses: MUSTs violated: sse/done-sentinel\n");
    expect(text).toContain("# other models: reference-model");
    // What was declared holds: nothing is sent for it, and nothing fails for it.
    const before = asked.length;
    const run = await cli(["--scenario", "tools/*", "--scenario", "core/text-stream"], { cwd });
    expect(run).toMatchObject({ code: 0, stderr: "" });
    expect(run.stdout).toContain("the config declares tools as not offered");
    expect(asked.slice(before).some((one) => asks(one, "tools"))).toBe(false);
  });

  it("writes no model that holds the key, and no secret of a URL or a header", async () => {
    const { url } = await relay();
    const inUrl = url.replace("//", "//user:pass-word-1@").replace("/v1", "/v1?sig=sig-secret-2");
    const server = await httpServer((request, response) => {
      response.setHeader("content-type", "application/json");
      if (request.url?.includes("/models") === true)
        return void response.end(JSON.stringify({ data: [{ id: `model-${key}` }, { id: "b" }] }));
      response.end(JSON.stringify({ id: "resp_1", object: "response", status: "completed" }));
    });
    closing(server.close);
    const secrets = [key, "pass-word-1", "sig-secret-2", "token-3-secret", "azure-4-secret"];
    const azure = ["--header", "Ocp-Apim-Subscription-Key: azure-4-secret"];
    const asking = [
      "--api-key",
      key,
      "--header",
      "x-api-key: token-3-secret",
      ...azure,
      "--stdout",
    ];
    for (const base of [inUrl, `${server.url}/v1`]) {
      const made = await cli(["init", "--base-url", base, ...asking]);
      expect(made.code).toBe(0);
      settingsIn(made.stdout);
      for (const secret of secrets) expect(made.stdout + made.stderr).not.toContain(secret);
      expect(made.stderr).toContain("pass --header 'x-api-key: ...'");
      expect(made.stderr).toContain("set RESPONSES_API_KEY to the key");
      if (base === inUrl) expect(made.stdout).toContain("# baseUrl: http://***@127.0.0.1");
      else expect(made.stdout).toContain("\n# model: ");
    }
  });

  it("leaves a file that is there alone, sends nothing then, and overwrites it when told to", async () => {
    const { url, asked } = await relay();
    const cwd = folder();
    writeFileSync(join(cwd, name), "mine: [");
    const denied = await cli(["init", "--base-url", url], { cwd });
    expect(denied.code).toBe(2);
    expect(denied.stderr).toMatch(
      /^responses-conformance: responses-conformance\.yaml exists already; pass --force/,
    );
    expect(asked).toEqual([]);
    expect(readFileSync(join(cwd, name), "utf8")).toBe("mine: [");
    expect((await cli(["init", "--base-url", url, "--force"], { cwd })).code).toBe(0);
    expect(settingsIn(readFileSync(join(cwd, name), "utf8")).baseUrl).toBe(url);
    const other = await cli(["init", "--base-url", url, "--out", "new/my own.yaml"], { cwd });
    expect(other.stdout).toContain("responses-conformance --config 'new/my own.yaml'\n");
    expect(existsSync(join(cwd, "new", "my own.yaml"))).toBe(true);
  });

  it.each<[string, { status: number; message: string }, string]>([
    ["a key that is missing", { status: 401, message: "who?" }, "--api-key-env NAME"],
    ["no such route", { status: 404, message: "x" }, "Check the base URL"],
    [
      "every request refused",
      { status: 500, message: "broken" },
      "refused a minimal plain request with 500",
    ],
  ])("writes nothing and exits 3: %s", async (_, answer, remedy) => {
    const { url } = await relay({ instead: () => answer });
    const cwd = folder();
    const made = await cli(["init", "--base-url", url, "--model", "m"], { cwd });
    expect(made).toMatchObject({ code: 3, stdout: "" });
    expect(made.stderr).toContain(remedy);
    expect(made.stderr).toContain("No file was written.");
    expect(readdirSync(cwd)).toEqual([]);
  });

  it("says so where nothing listens, and where no endpoint is named", async () => {
    const cwd = folder();
    const dead = ["init", "--base-url", "http://127.0.0.1:1/v1", "--retries", "0"];
    const made = await cli(dead, { cwd });
    expect(made.code).toBe(3);
    expect(made.stderr).toContain("refused the connection");
    const bare = await cli(["init"], { cwd });
    expect(bare.code).toBe(2);
    expect(bare.stderr).toContain("init --base-url http://localhost:8000/v1");
    expect(readdirSync(cwd)).toEqual([]);
  });

  it("leaves no file behind when it is interrupted", async () => {
    let interrupt = (): void => undefined;
    let count = 0;
    const { url } = await relay({
      instead() {
        count += 1;
        if (count === 6) interrupt();
        return count >= 6 ? "silence" : undefined;
      },
    });
    const cwd = folder();
    const made = await spawned(["init", "--base-url", url], {
      cwd,
      onStart: (kill) => (interrupt = () => kill("SIGINT")),
    });
    expect(made.code).toBe(3);
    expect(made.stderr).toContain("interrupted; no file was written");
    expect(readdirSync(cwd)).toEqual([]);
  });
});
