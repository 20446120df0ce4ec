import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { ReferenceOptions } from "../../src/reference/index.ts";
import { cli } from "../support/cli.ts";
import { folder, serving } from "../support/endpoints.ts";

describe("report --compare", () => {
  it("shows what became worse since the first result, by text, page and exit code", async () => {
    const cwd = folder();
    const scenarios = ["--scenario", "core/unicode", "--scenario", "core/text"];
    const run = async (file: string, options: ReferenceOptions = {}): Promise<void> => {
      const url = await serving(options);
      await cli(["--base-url", url, ...scenarios, "--reporter", `json=${file}`], { cwd });
    };
    await run("before.json");
    await run("after.json", { fault: "delta-lost" });
    const reports = [
      "--reporter",
      "console",
      "--reporter",
      "html=diff.html",
      "--reporter",
      "markdown=diff.md",
    ];
    const worse = await cli(["report", "--compare", "before.json", "after.json", ...reports], {
      cwd,
    });
    expect(worse.code).toBe(1);
    expect(worse.stdout).toMatch(
      /^newly failing \(1\)\n {2}pass -> fail: \+text\/deltas-equal-done\n {6}core\/unicode$/m,
    );
    expect(worse.stdout).toMatch(
      /^WORSE than before\.json: 1 newly failing, \d+ same \(exit 1\)$/m,
    );
    const page = readFileSync(join(cwd, "diff.html"), "utf8");
    expect(page).toContain("<h2>newly failing (1)</h2>");
    expect(page).toContain("<b>+ text/deltas-equal-done</b>");
    expect(readFileSync(join(cwd, "diff.md"), "utf8")).toContain("### newly failing (1)");
    const better = await cli(["report", "--compare", "after.json", "before.json"], { cwd });
    expect(better.code).toBe(0);
    expect(better.stdout).toContain("NOT WORSE than after.json: 1 newly passing");

    const refused = async (...args: string[]): Promise<string> => {
      const { code, stderr } = await cli(["report", ...args], { cwd });
      expect(code).toBe(2);
      return stderr;
    };
    expect(await refused("before.json", "after.json")).toContain("report --compare FIRST OTHER...");
    expect(await refused("--compare", "before.json")).toContain(
      "--compare: two or more results are needed",
    );
    expect(await refused("--compare", "before.json", "after.json", "--reporter", "tap")).toContain(
      'the reporter "tap" cannot show --compare. These can: console, html, markdown.',
    );
  });
});
