import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { startReferenceServer } from "../../src/reference/index.ts";
import { httpServer } from "../../src/transport/server.testing.ts";
import { cli } from "../support/cli.ts";
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
    const run = await cli(["--base-url", url, "--model", "m", ...files], {
      cwd,
      onStart: (kill) => (interrupt = () => kill("SIGINT")),
    });
    expect(run.stderr).toBe("\nstopping; the report follows (once more to quit at once)\n");
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
