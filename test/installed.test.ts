import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { brotliDecompressSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { assetPath } from "../src/assets/assets.ts";
import { explain } from "../src/commands/explain/explain.ts";
import { cli } from "./support/cli.ts";

const work = mkdtempSync(join(tmpdir(), "installed-"));
const bin = join(work, "package", "bin", "responses-conformance.mjs");
// What the last self test came to is told by `list requirements`: here there was none.
const env = { XDG_CACHE_HOME: work };
/** Runs the program as it is installed, in an empty folder. */
const installed = (...args: string[]): string =>
  execFileSync(process.execPath, [bin, ...args], {
    cwd: work,
    env: { PATH: process.env["PATH"], ...env },
    encoding: "utf8",
  });

beforeAll(() => {
  const npm = ["pack", "--json", "--ignore-scripts", "--pack-destination", work];
  const packed = execFileSync("npm", npm, { cwd: assetPath(), encoding: "utf8" });
  const [{ filename }] = JSON.parse(packed) as [{ filename: string }];
  execFileSync("tar", ["-xzf", join(work, filename), "-C", work]);
});
afterAll(() => rmSync(work, { recursive: true }));

/** What `explain` says when it runs from the sources. */
async function explained(name: string): Promise<string> {
  let text = "";
  const stdout = {
    isTTY: false,
    writable: true,
    write: (chunk: string, done: () => void) => ((text += chunk), done()),
  } as unknown as NodeJS.WriteStream;
  await explain(name, {}, { ...process, stdout, env: {}, cwd: work });
  return text;
}

describe("the installed program", () => {
  it.each(["text/deltas-equal-done", "websocket/no-done", "error", "state/chain-branches"])(
    "explains %s as the sources do",
    async (name) => {
      const shown = installed("explain", name);
      expect(shown).toBe(await explained(name));
      expect(shown.split("\n").length).toBeGreaterThan(15);
    },
  );

  it("has the suites in one file, and no other copy of them", () => {
    expect(existsSync(join(work, "package", "suites"))).toBe(false);
    const bytes = readFileSync(join(work, "package", "dist", "suites.json.br"));
    const texts = JSON.parse(brotliDecompressSync(bytes).toString("utf8")) as Record<
      string,
      string
    >;
    for (const [path, text] of Object.entries(texts))
      expect(text, path).toBe(readFileSync(assetPath("suites", ...path.split("/")), "utf8"));
  });

  it.each([
    ["list", "scenarios", "--json"],
    ["list", "requirements", "--json"],
    ["lint", "core", "tools"],
    [
      "--base-url",
      "http://localhost:1/v1",
      "--model",
      "m",
      "--dry-run",
      "--suite",
      "core",
      "--json",
    ],
  ])("does as the sources do: %s %s", async (...args) => {
    const { stdout, code } = await cli(args, { env });
    expect(code).toBe(0);
    expect(stdout.length).toBeGreaterThan(30);
    expect(installed(...args)).toBe(stdout);
  });
});
