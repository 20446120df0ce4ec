import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Writable } from "node:stream";
import { expect, it, onTestFinished, vi } from "vitest";
import { folder, reportOf } from "../../test/support/endpoints.ts";
import type { Io } from "./io.ts";

/** The program with a rule of ours that fails in the middle of a run. Other tests of this process get the real rules. */
async function crashingProgram(): Promise<typeof import("./execute.ts")> {
  const rules = "../rules/index.ts";
  vi.resetModules();
  vi.doMock(rules, async (importOriginal) => {
    const original = await importOriginal<typeof import("../rules/index.ts")>();
    const { failingRule } = await import("../engine/failing.testing.ts");
    let bodies = 0;
    const crashing = failingRule({
      body() {
        if ((bodies += 1) > 12) throw new Error("oops");
      },
    });
    return { rules: [...original.rules, crashing] };
  });
  onTestFinished(() => {
    vi.doUnmock(rules);
    vi.resetModules();
  });
  return await import("./execute.ts");
}

it("leaves what was finished in every report, marked as partial", async () => {
  const { execute } = await crashingProgram();
  const cwd = folder();
  let said = "";
  const sink = (hear: (text: string) => void): Writable =>
    new Writable({
      write(chunk: Buffer, _, done) {
        hear(chunk.toString());
        done();
      },
    });
  const stdout = sink(() => undefined);
  const stderr = sink((text) => (said += text));
  const io = { stdin: process.stdin, stdout, stderr, env: {}, cwd };
  const reporters = ["json=r.json", "ndjson=r.ndjson", "junit=r.xml"].flatMap((to) => [
    "--reporter",
    to,
  ]);
  const args = ["run", "--reference", "--suite", "core", "--concurrency", "1", ...reporters];
  expect(await execute(args, io as unknown as Io)).toBe(4);
  expect(said).toContain(
    "this is a bug in this program, not in the endpoint: rule test/crash failed: oops",
  );
  const report = reportOf(readFileSync(join(cwd, "r.json"), "utf8"));
  const why = "a bug in responses-conformance ended the run: rule test/crash failed: oops";
  expect(report).toMatchObject({ exitCode: 4, partial: why });
  expect(report.scenarios.length).toBeGreaterThan(1);
  const last = readFileSync(join(cwd, "r.ndjson"), "utf8").trimEnd().split("\n").at(-1) ?? "";
  expect(JSON.parse(last)).toMatchObject({ type: "footer", exitCode: 4, partial: why });
  expect(readFileSync(join(cwd, "r.xml"), "utf8")).toContain("rule test/crash failed");
});
