import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { parseAllDocuments } from "yaml";
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

  it("has no file without content", () => {
    const folder = join(work, "package");
    const files = readdirSync(folder, { recursive: true, encoding: "utf8" });
    const empty = files.filter((file) => statSync(join(folder, file)).size === 0);
    expect(empty, "a module that only exports what another one has becomes an empty chunk").toEqual(
      [],
    );
  });

  it("loads no package at its start but the one that reads the command line", () => {
    const packages = new Set<string>();
    const seen = new Set<string>();
    const visit = (file: string): void => {
      if (seen.has(file)) return;
      seen.add(file);
      const code = readFileSync(file, "utf8");
      for (const [, name = ""] of code.matchAll(/^\/\/ node_modules\/((?:@[^/]+\/)?[^/]+)\//gm))
        packages.add(name);
      for (const [, path = ""] of code.matchAll(/^(?:import|export|\}) ?.*?"(\.[^"]+\.js)";$/gm))
        visit(join(dirname(file), path));
    };
    visit(join(work, "package", "dist", "cli.js"));
    expect(seen.size).toBeGreaterThan(3);
    expect([...packages]).toEqual(["commander"]);
  });

  it("has each suite as a file to read, and its scenarios as they are", () => {
    const names = readdirSync(assetPath("suites"), { recursive: true, encoding: "utf8" })
      .filter((name) => /^(?!dialects)[^/]+\/.+\.yaml$/.test(name))
      .toSorted();
    const found: string[] = [];
    for (const file of readdirSync(join(work, "package", "dist", "suites"))) {
      const text = readFileSync(join(work, "package", "dist", "suites", file), "utf8");
      for (const document of parseAllDocuments(text)) {
        expect(document.errors).toEqual([]);
        const name = `${(document.toJS() as { id: string }).id}.yaml`;
        found.push(name);
        expect(text).toContain(`--- # ${name}\n${readFileSync(assetPath("suites", name), "utf8")}`);
      }
    }
    expect(found.toSorted()).toEqual(names);
  });

  it("names a scenario that ships by the package, as no checkout has it", () => {
    const suite = join(work, "package", "dist", "suites", "core.yaml");
    const text = readFileSync(suite, "utf8");
    writeFileSync(suite, text.replace("\nlevel: ", "\nlevl: "));
    for (const path of ["core", join("package", "suites", "core")]) {
      const args = [bin, "lint", path];
      const { stdout, status } = spawnSync(process.execPath, args, { cwd: work, encoding: "utf8" });
      expect(status).toBe(2);
      expect(stdout, path).toMatch(
        /^responses-conformance:suites\/core\/[\w-]+\.yaml:4:1: error: /,
      );
    }
    writeFileSync(suite, text);
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
