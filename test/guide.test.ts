import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { assetPath } from "../src/assets/assets.ts";
import { explain } from "../src/commands/explain/explain.ts";
import { makeGuides } from "../src/guide/make.ts";
import type { RuleGuides } from "../src/result/guide.ts";
import { rules } from "../src/rules/index.ts";

const work = mkdtempSync(join(tmpdir(), "guide-"));
afterAll(() => rmSync(work, { recursive: true }));

let guides: RuleGuides;
beforeAll(async () => {
  guides = await makeGuides();
});

describe("what the build notes of the rules", () => {
  it("is what their sources give", () => {
    const built: unknown = JSON.parse(readFileSync(assetPath("dist", "guide.json"), "utf8"));
    expect(built).toEqual(JSON.parse(JSON.stringify(guides)));
    expect(Object.keys(guides)).toEqual(rules.map(({ id }) => id));
  });

  it("is all that the installed program needs to explain a rule", async () => {
    const npm = ["pack", "--json", "--ignore-scripts", "--pack-destination", work];
    const packed = execFileSync("npm", npm, { cwd: assetPath(), encoding: "utf8" });
    const [{ filename }] = JSON.parse(packed) as [{ filename: string }];
    execFileSync("tar", ["-xzf", join(work, filename), "-C", work]);
    const bin = join(work, "package", "bin", "responses-conformance.mjs");
    for (const rule of ["text/deltas-equal-done", "websocket/no-done", "http/error-status"]) {
      const env = { PATH: process.env["PATH"] };
      const args = [bin, "explain", rule];
      const shown = execFileSync(process.execPath, args, { cwd: work, env, encoding: "utf8" });
      expect(shown).toContain(guides[rule]?.example.finding.actual);
      expect(shown).toBe(await explained(rule));
    }
  });
});

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

describe("the faults of rules", () => {
  const script: unknown = assetPath("scripts", "lib", "strip-faults.mjs");
  let withoutFaults: (source: string, file: string) => string;
  beforeAll(async () => {
    ({ withoutFaults } = (await import(String(script))) as { withoutFaults: typeof withoutFaults });
  });

  it("are left out of the bundle, and nothing else is", () => {
    const rule = (faults: string): string =>
      `export const a = defineRule({\n  id: "a/b",\n${faults}});\nconst after = [1];\n`;
    const list = '  faults: [\n    {\n      finds: [\n        "x",\n      ],\n    },\n  ],\n';
    expect(withoutFaults(rule(list), "a.ts")).toBe(rule("  faults: [],\n"));
    expect(withoutFaults(rule(list).repeat(2), "a.ts")).toBe(rule("  faults: [],\n").repeat(2));
  });

  it.each(["  faults: all,\n", "  faults: [one],\n", "  faults,\n", "faults: [\n...more]\n"])(
    "stop the build when they cannot be left out: %j",
    (faults) => {
      expect(() => withoutFaults(`defineRule({\n${faults}})`, "src/rules/a.ts")).toThrow(
        /^src\/rules\/a\.ts: its faults cannot be left out of the bundle/,
      );
    },
  );
});
