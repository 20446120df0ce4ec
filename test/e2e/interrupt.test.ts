import { appendFileSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { startReferenceServer } from "../../src/reference/index.ts";
import { httpServer } from "../../src/transport/server.testing.ts";
import { cli, spawned } from "../support/cli.ts";
import { closing, folder, reportOf } from "../support/endpoints.ts";

/** Answers as the reference server does, but the request with this number, and all after it, never. */
async function answeringUntil(limit: number, onLast: () => void, fault?: string): Promise<string> {
  const reference = await startReferenceServer(fault === undefined ? {} : { fault });
  closing(reference.close);
  let asked = 0;
  const server = await httpServer((request, response, body) => {
    asked += 1;
    if (asked >= limit) {
      if (asked === limit) onLast();
      return;
    }
    const { method = "GET", url = "", headers } = request;
    const type = headers["content-type"];
    const passOn = fetch(reference.url.replace("/v1", url), {
      method,
      headers: type === undefined ? {} : { "content-type": type },
      ...(body === "" ? {} : { body }),
    }).then(async (answer) => {
      const answered = answer.headers.get("content-type") ?? "";
      response.writeHead(answer.status, { "content-type": answered });
      response.end(await answer.text());
    });
    // Answers that are under way when the test is over end with their server.
    passOn.catch(() => response.destroy());
  });
  closing(server.close);
  return `${server.url}/v1`;
}

describe("Ctrl-C in the middle of a run", () => {
  it.each([
    ["nothing had failed", undefined, 3],
    ["something had failed", "sequence-gap", 1],
  ])("writes valid, partial reports when %s", async (_, fault, code) => {
    let interrupt = (): void => undefined;
    const url = await answeringUntil(90, () => interrupt(), fault);
    const cwd = folder();
    const files = ["--reporter", "console", "--reporter", "json=r.json"];
    const run = await spawned(["--base-url", url, "--model", "m", ...files], {
      cwd,
      onStart: (kill) => (interrupt = () => kill("SIGINT")),
    });
    expect(run.stderr).toBe(
      "\nstopping; the report follows (press Ctrl-C again to quit at once)\n",
    );
    expect(run.stdout).toContain("This run is not complete: interrupted.");
    expect(run.code).toBe(code);
    const report = reportOf(readFileSync(join(cwd, "r.json"), "utf8"));
    expect(report).toMatchObject({ partial: "interrupted", exitCode: code });
    // What was finished before is there, what was not is not.
    const results = report.scenarios.flatMap((scenario) => scenario.results);
    expect(results.length).toBeGreaterThan(3);
    expect(results.length).toBeLessThan(90);
    expect(results.map(({ verdict }) => verdict)).toContain("pass");
    expect(results.some(({ verdict }) => verdict === "fail")).toBe(code === 1);
  });
});

describe("a run that is killed", () => {
  it("leaves an NDJSON report that can be read, and is not taken for a whole one", async () => {
    let kill = (): void => undefined;
    const url = await answeringUntil(90, () => kill());
    const cwd = folder();
    const killed = await spawned(
      ["--base-url", url, "--model", "m", "--reporter", "ndjson=r.ndjson"],
      {
        cwd,
        onStart: (send) => (kill = () => send("SIGKILL")),
      },
    );
    expect(killed.code).toBe(null);
    // Half a line, as a full disk leaves it.
    appendFileSync(join(cwd, "r.ndjson"), '{"type":"scenario","id":"core/cut');
    const told = await cli(
      ["report", "r.ndjson", "--reporter", "console", "--reporter", "json=r.json"],
      {
        cwd,
      },
    );
    expect(told.stdout).toContain(url);
    expect(told.stdout).toContain("This run is not complete: the report has no footer");
    expect(told.code).not.toBe(0);
    const report = reportOf(readFileSync(join(cwd, "r.json"), "utf8"));
    expect(report.scenarios.length).toBeGreaterThan(3);
    expect(report.scenarios.map(({ id }) => id)).not.toContain("core/cut");
  });

  it("reads a whole NDJSON report as the JSON report of the same run, but for the streams", async () => {
    const cwd = folder();
    const { code } = await cli(
      [
        "run",
        "--reference",
        "--suite",
        "core",
        "--reporter",
        "ndjson=r.ndjson",
        "--reporter",
        "json=r.json",
      ],
      { cwd },
    );
    expect(code).toBe(0);
    const read = await cli(["report", "r.ndjson", "--reporter", "json"], { cwd });
    const [whole, lines] = [readFileSync(join(cwd, "r.json"), "utf8"), read.stdout].map((text) => {
      const { startedAt: _, ...rest } = reportOf(text);
      return { ...rest, scenarios: rest.scenarios.toSorted((a, b) => (a.id < b.id ? -1 : 1)) };
    });
    expect(lines).toEqual(whole);
    expect(read.code).toBe(0);
  });
});
