import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { spawn } from "node:child_process";
import { stripVTControlCharacters } from "node:util";
import { describe, expect, it } from "vitest";
import { bin, cli, spawned } from "../support/cli.ts";
import { httpServer } from "../../src/transport/server.testing.ts";
import { closing, serving } from "../support/endpoints.ts";

const escape = "\u001b";
const core = ["--suite", "core", "--dialect", "openresponses,openai"];

describe("a run whose output is a pipe", () => {
  it("has neither colours nor progress, whatever the terminal would be", async () => {
    const url = await serving({ fault: "sequence-gap" });
    for (const env of [{}, { TERM: "xterm-256color" }, { CI: "1" }, { FORCE_COLOR: "0" }]) {
      const { code, stdout, stderr } = await spawned(["--base-url", url, ...core], { env });
      expect({ code, stderr }).toEqual({ code: 1, stderr: "" });
      expect(stdout).toContain("FAIL  sequence/contiguous  MUST");
      for (const control of ["\r", escape]) expect(stdout).not.toContain(control);
    }
  });

  it("is coloured with FORCE_COLOR, not with NO_COLOR or --no-color, and says the same", async () => {
    const url = await serving({ fault: "sequence-gap" });
    const text = async (env: Record<string, string>, ...args: string[]): Promise<string> =>
      (await cli(["--base-url", url, "--scenario", "core/unicode", ...args], { env })).stdout;
    const plain = await text({});
    const coloured = await text({ FORCE_COLOR: "1" });
    expect(coloured).toContain(`${escape}[31mFAIL`);
    // Ids and times differ from run to run; which lines there are does not.
    const lines = (report: string): string[] =>
      stripVTControlCharacters(report)
        .replaceAll(/\d+/g, "0")
        .replaceAll(/ +/g, " ")
        .split("\n")
        .map((line) => line.replaceAll(/(resp|msg)_\w+/g, "$1"));
    expect(lines(coloured)).toEqual(lines(plain));
    expect(await text({ FORCE_COLOR: "1", NO_COLOR: "1" })).not.toContain(escape);
    expect(await text({ FORCE_COLOR: "1" }, "--no-color")).not.toContain(escape);
  });

  it("is quiet when its reader has seen enough", async () => {
    const url = await serving({ fault: "sequence-gap" });
    const child = spawn(
      "/bin/sh",
      [
        "-c",
        '"$@" | head -n 1',
        "sh",
        process.execPath,
        bin,
        "--base-url",
        url,
        ...core,
        "--verbose",
      ],
      { stdio: ["ignore", "pipe", "pipe"], env: { PATH: process.env["PATH"] ?? "" } },
    );
    let stdout = "";
    let stderr = "";
    child.stdout.on("data", (text: Buffer) => (stdout += text.toString()));
    child.stderr.on("data", (text: Buffer) => (stderr += text.toString()));
    await new Promise((resolve) => child.on("close", resolve));
    expect(stderr).toBe("");
    expect(stdout).toMatch(/^responses-conformance \d+\.\d+\.\d+ {2}http.*\n$/);
  });

  it("keeps its exit code when its reader goes away", async () => {
    const url = await serving({ fault: "sequence-gap" });
    const child = spawn(process.execPath, [bin, "--base-url", url, ...core], {
      stdio: ["ignore", "pipe", "pipe"],
      env: { PATH: process.env["PATH"] ?? "" },
    });
    let stderr = "";
    child.stderr.on("data", (text: Buffer) => (stderr += text.toString()));
    child.stdout.destroy();
    expect([await new Promise((resolve) => child.on("close", resolve)), stderr]).toEqual([1, ""]);
  });
});

describe("reports for machines", () => {
  it("grow while a run goes on, and show when they are whole", async () => {
    const cwd = mkdtempSync(join(tmpdir(), "reports-"));
    const args = ["--reporter", "ndjson=run.ndjson", "--reporter", "tap=run.tap"];
    const whole = await cli(["--reference", "--scenario", "core/*", ...args], { cwd });
    expect(whole.code).toBe(0);
    const lines = readFileSync(join(cwd, "run.ndjson"), "utf8").trimEnd().split("\n");
    const records = lines.map((line) => JSON.parse(line) as { type: string; scenarios?: number });
    const scenarios = records.filter(({ type }) => type === "scenario").length;
    expect(scenarios).toBeGreaterThan(10);
    expect(records[0]?.type).toBe("header");
    expect(records.at(-1)).toMatchObject({ type: "footer", scenarios, exitCode: 0 });
    expect(readFileSync(join(cwd, "run.tap"), "utf8")).toContain(`1..${scenarios}\nok 1 - core/`);
  });

  it("annotate a workflow, and write its summary", async () => {
    const cwd = mkdtempSync(join(tmpdir(), "reports-"));
    const url = await serving({ fault: "sequence-gap" });
    const args = ["--base-url", url, "--scenario", "core/unicode", "--reporter", "github"];
    const env = { GITHUB_STEP_SUMMARY: join(cwd, "summary.md") };
    writeFileSync(env.GITHUB_STEP_SUMMARY, "before\n");
    const { stdout } = await cli(args, { cwd, env });
    expect(stdout).toMatch(/^::error title=sequence\/contiguous \(MUST\)::/m);
    const summary = readFileSync(env.GITHUB_STEP_SUMMARY, "utf8");
    expect(summary).toMatch(/^before\n## NOT CONFORMANT/);
    const lost = { GITHUB_STEP_SUMMARY: join(cwd, "no", "such", "folder.md") };
    const without = await cli(args, { cwd, env: lost });
    expect(without.code).toBe(1);
    expect(without.stderr).toContain("note: the job summary was not written");
  });
});

describe("a run in a job of GitHub", () => {
  it("prints no command that an endpoint thought of", async () => {
    const message = "no ::error::gotcha and ::stop-commands::x ".repeat(12);
    const server = await httpServer((_, response) => {
      response.writeHead(403, { "content-type": "application/json" });
      response.end(JSON.stringify({ error: { message, type: "invalid_request_error" } }));
    });
    closing(server.close);
    const commands = async (columns: number, env: Record<string, string>): Promise<string[]> => {
      const { stdout } = await cli(
        ["--base-url", `${server.url}/v1`, "--model", "m", "--suite", "core"],
        { env: { ...env, COLUMNS: String(columns) } },
      );
      expect(stdout).toContain("gotcha");
      return stdout.split("\n").filter((line) => line.trimStart().startsWith("::"));
    };
    const widths = [70, 76, 82, 88, 94, 100];
    const elsewhere = await Promise.all(widths.map((columns) => commands(columns, {})));
    expect(elsewhere.flat().length).toBeGreaterThan(0);
    const inJob = { GITHUB_ACTIONS: "true" };
    const there = await Promise.all(widths.map((columns) => commands(columns, inJob)));
    expect(there.flat()).toEqual([]);
  });
});
