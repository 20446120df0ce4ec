import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startReferenceServer, type ReferenceServer } from "../../src/reference/index.ts";
import { cli } from "../support/cli.ts";

describe("a vendor with known failures", () => {
  let faulty: ReferenceServer;
  let sound: ReferenceServer;
  beforeAll(async () => {
    [faulty, sound] = await Promise.all([
      startReferenceServer({ fault: "delta-lost" }),
      startReferenceServer(),
    ]);
  });
  afterAll(async () => {
    await Promise.all([faulty.close(), sound.close()]);
  });
  const against = (url: string, cwd: string, ...args: string[]) =>
    cli(["--base-url", url, "--model", "reference-model", "--suite", "core", ...args], { cwd });
  const waiving = ["--waivers", "waivers.yaml"];

  it("writes them down, says why, passes, and is told when they are gone", async () => {
    const cwd = mkdtempSync(join(tmpdir(), "waivers-"));
    const file = join(cwd, "waivers.yaml");
    const missing = await against(faulty.url, cwd, ...waiving);
    expect(missing).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("waivers.yaml does not exist; --update-waivers") as string,
    });

    writeFileSync(file, "# Ours\n");
    const written = await against(faulty.url, cwd, ...waiving, "--update-waivers");
    expect(written.code).toBe(1);
    expect(written.stderr).toMatch(/waivers\.yaml: \d+ waivers added/);
    const text = readFileSync(file, "utf8");
    expect(text).toMatch(/^# Ours\n- rule: [\w/-]+\n {2}scenario: core\/[\w-]+\n {2}reason: ""\n/);

    const again = await against(faulty.url, cwd, ...waiving, "--update-waivers");
    expect(again.stderr).toContain("no new failure, so no waiver was added");
    expect(readFileSync(file, "utf8")).toBe(text);

    const empty = await against(faulty.url, cwd, ...waiving);
    expect(empty.code).toBe(2);
    expect(empty.stderr).toContain(
      "waivers.yaml:4:11: the reason is empty; write why this failure is known",
    );

    writeFileSync(file, text.replaceAll('reason: ""', "reason: the buffer is rewritten in May"));
    const passing = await against(faulty.url, cwd, ...waiving);
    const waived = new Set(Array.from(text.matchAll(/scenario: (\S+)/g), ([, id]) => id)).size;
    expect(passing.stdout).toMatch(new RegExp(`^ {2}WAIV ${waived} scenarios: `, "m"));
    expect(passing.stdout).toMatch(/^WAIVED {2}text\/deltas-equal-done .*the buffer is rewritten/m);
    expect(passing.stdout).toMatch(/CONFORMANT to .*; \d+ known failures waived \(exit 0\)\n$/);
    expect(passing.code).toBe(0);

    const mended = await against(sound.url, cwd, ...waiving);
    expect(mended.stdout).toMatch(/^STALE {3}waivers\.yaml:2:3 /m);
    expect(mended.stdout).toMatch(/NOT CONFORMANT to .*: \d+ stale waivers \(exit 1\)\n$/);
    expect(mended.code).toBe(1);
  });

  it("adds to a list in brackets too, and keeps what stands there", async () => {
    const cwd = mkdtempSync(join(tmpdir(), "waivers-"));
    const file = join(cwd, "waivers.yaml");
    writeFileSync(file, '# Ours\n[{ rule: usage/plausible, reason: "long: known" }] # so far\n');
    await against(faulty.url, cwd, ...waiving, "--update-waivers", "--scenario", "core/unicode");
    const text = readFileSync(file, "utf8");
    expect(text).toContain("# Ours");
    expect(text).toContain("long: known");
    expect(text).toMatch(
      /- rule: text\/deltas-equal-done\n {2}scenario: core\/unicode\n {2}reason: ""/,
    );
  });

  it("needs a file to write", async () => {
    const { code, stderr } = await cli(["--reference", "--update-waivers"]);
    expect(code).toBe(2);
    expect(stderr).toContain("--waivers FILE");
  });
});
