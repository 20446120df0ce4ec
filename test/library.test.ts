import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build, type BuildOptions } from "esbuild";
import { describe, expect, it } from "vitest";
import { assetPath, packageVersion } from "../src/assets/assets.ts";

const root = assetPath();
const bundle = (options: BuildOptions) =>
  build({
    ...options,
    absWorkingDir: root,
    bundle: true,
    write: false,
    metafile: true,
    logLevel: "error",
    format: "esm",
    platform: "node",
    outdir: "build",
  });

/** What an import loads at once: its modules, and what it takes from Node. */
async function loadedWith(entry: string): Promise<{ inputs: string[]; node: string[] }> {
  const { metafile } = await bundle({ entryPoints: [entry], splitting: true });
  const names = new Set<string>();
  const node = new Set<string>();
  const visit = (file: string): void => {
    const output = metafile.outputs[file];
    if (!output || names.has(file)) return;
    names.add(file);
    for (const { path, kind, external } of output.imports) {
      if (kind !== "import-statement") continue;
      if (external) node.add(path);
      else visit(path);
    }
  };
  const start = Object.entries(metafile.outputs).find(([, { entryPoint }]) => entryPoint === entry);
  visit(start?.[0] ?? "");
  const inputs = [...names].flatMap((file) => Object.keys(metafile.outputs[file]?.inputs ?? {}));
  return { inputs, node: [...node].toSorted() };
}

describe("the library", () => {
  it("loads the judging part, and nothing of the program", async () => {
    for (const entry of ["src/index.ts", "src/matchers.ts"]) {
      const { inputs, node } = await loadedWith(entry);
      const packages = new Set(
        inputs.flatMap((file) => /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(file)?.[1] ?? []),
      );
      expect([...packages], entry).toEqual(["eventsource-parser"]);
      expect(inputs).toContain("src/checker/checker.ts");
      expect(
        inputs.filter((file) => /^src\/(commands|transport|reference|tape\/tape)/.test(file)),
      ).toEqual([]);
      // What stands in the way of a browser; nothing else may come to it.
      expect(
        node.every((name) => /^node:(buffer|fs|path|url)$/.test(name)),
        node.join(),
      ).toBe(true);
    }
  });

  it("costs a bundle nothing that does not use it", async () => {
    const { outputFiles } = await bundle({
      stdin: {
        contents: 'import { rules } from "./dist/index.js"; import "./dist/matchers.js";',
        resolveDir: root,
      },
    });
    expect(outputFiles[0]?.text.trim().replace(/^\/\/.*$/m, "")).toBe("");
  });

  it("works inside of somebody else's bundle", async () => {
    const folder = mkdtempSync(join(tmpdir(), "bundled-"));
    const contents = `
      import { checkStream, version } from "./dist/index.js";
      const { verdict, text } = await checkStream("data: {\\"type\\":\\"response.created\\"}\\n\\n", {
        dialect: ["openresponses", "openai"],
      });
      console.log(version, verdict, text.length > 500);`;
    const { outputFiles } = await bundle({ stdin: { contents, resolveDir: root } });
    const file = join(folder, "bundle.mjs");
    writeFileSync(file, outputFiles[0]?.contents ?? "");
    const said = execFileSync(process.execPath, [file], { encoding: "utf8" });
    rmSync(folder, { recursive: true });
    expect(said).toBe(`${packageVersion()} fail true\n`);
  });

  it("has declarations that stand by themselves", () => {
    for (const [file, from] of [
      ["index.d.ts", ["./library/types.js"]],
      ["matchers.d.ts", ["./library/types.js"]],
      ["library/types.d.ts", []],
    ] as const) {
      const text = readFileSync(assetPath("dist", file), "utf8");
      const imports = text.matchAll(/from "([^"]+)"|import\("([^"]+)"\)/g);
      expect([...new Set(Array.from(imports, ([, one, other]) => one ?? other))]).toEqual(from);
      expect(text).not.toMatch(/: any\b|\b(WireEvent|Observer|JudgingDialect)\b/);
    }
  });
});
