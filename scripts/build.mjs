// Builds dist/: one bundle, split so that each command loads only what it needs, with everything inside.
// The installed package has no dependencies.
import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build, transform } from "esbuild";
import { buildSchemas } from "./build-schemas.mjs";
import { writeDeclarations } from "./lib/declarations.mjs";
import { importSource } from "./lib/sources.mjs";
import { pageTexts } from "./lib/page-text.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const out = join(root, "dist");
// Built aside and put in place at the end: a run that starts meanwhile finds either the old program or the new one.
const draft = join(root, "build", `dist.${process.pid}`);

/** Writes each suite as one file. src/assets/suites.ts reads them and says why. */
async function writeSuites() {
  await mkdir(join(draft, "suites"));
  for (const suite of await readdir(join(root, "suites"))) {
    if (suite === "dialects" || suite.includes(".")) continue;
    const files = (await readdir(join(root, "suites", suite))).toSorted();
    const texts = files.map(
      async (file) =>
        `--- # ${suite}/${file}\n${await readFile(join(root, "suites", suite, file), "utf8")}`,
    );
    await writeFile(join(draft, "suites", `${suite}.yaml`), (await Promise.all(texts)).join(""));
  }
}

/**
 * The licences of all packages whose code is in the bundle.
 * @param {import("esbuild").Metafile} metafile
 */
async function thirdParty({ inputs }) {
  /** @type {Set<string>} */
  const folders = new Set();
  for (const input of Object.keys(inputs)) {
    const found = /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(input)?.[1];
    if (found !== undefined) folders.add(found);
  }
  const parts = [];
  for (const folder of [...folders].toSorted()) {
    const { name, version, license } = JSON.parse(
      await readFile(join(root, folder, "package.json"), "utf8"),
    );
    const files = await readdir(join(root, folder));
    const file = files.find((f) => /^licen[cs]e/i.test(f));
    if (file === undefined)
      throw new Error(`${folder} has no licence file: its code cannot be bundled`);
    const text = await readFile(join(root, folder, file), "utf8");
    parts.push(`${name} ${version} (${license})\n\n${text.trim()}\n`);
  }
  const line = `\n${"-".repeat(72)}\n\n`;
  return `This program contains code of the following packages.\n${line}${parts.join(line)}`;
}

/**
 * CommonJS packages, such as commander and undici, ask for Node's own modules with require: the one module that answers them gets it.
 * @param {import("esbuild").Metafile} metafile
 */
async function giveRequire({ outputs }) {
  const banner =
    'import{createRequire as __createRequire}from"node:module";const require=__createRequire(import.meta.url);';
  for (const file of Object.keys(outputs)) {
    const text = await readFile(join(root, file), "utf8");
    if (text.includes("Dynamic require of")) await writeFile(join(root, file), banner + text);
  }
}

/**
 * Makes code short that nobody here wrote: the validators, and chunks that are mostly packages. A start reads all of such
 * a chunk, comments included, but runs little of it. Packages keep their names, since some of them read those. What a chunk
 * is made of is then at its top.
 * @param {import("esbuild").Metafile} metafile
 */
async function minifyForeign({ outputs }) {
  for (const [file, { entryPoint, inputs }] of Object.entries(outputs)) {
    const generated = entryPoint?.startsWith("src/schema/generated/") ?? false;
    let surplus = 0;
    for (const [input, { bytesInOutput }] of Object.entries(inputs))
      surplus += input.startsWith("node_modules/") ? bytesInOutput : -bytesInOutput;
    if (!generated && surplus <= 0) continue;
    const { code } = await transform(await readFile(join(root, file), "utf8"), {
      minifyWhitespace: true,
      minifySyntax: generated,
      minifyIdentifiers: generated,
    });
    const from = Object.keys(inputs).map((input) => `// ${input}\n`);
    await writeFile(join(root, file), from.join("") + code);
  }
}

const { version } = JSON.parse(await readFile(join(root, "package.json"), "utf8"));
const dialects = await buildSchemas();
await rm(draft, { recursive: true, force: true });
await mkdir(draft, { recursive: true });
const { metafile } = await build({
  absWorkingDir: root,
  entryPoints: [
    { in: "src/cli.ts", out: "cli" },
    { in: "src/index.ts", out: "index" },
    { in: "src/matchers.ts", out: "matchers" },
    { in: "src/commands/selftest/worker.ts", out: "selftest-worker" },
  ],
  outdir: draft,
  bundle: true,
  splitting: true,
  format: "esm",
  platform: "node",
  target: "node20.18",
  // Our own code is not minified: a stack trace of a bug shows names and lines that can be found, and a start takes no longer.
  legalComments: "none",
  metafile: true,
  chunkNames: "chunks/[name]-[hash]",
  plugins: [pageTexts],
  define: { bundledVersion: JSON.stringify(version) },
  logLevel: "warning",
});
await giveRequire(metafile);
await minifyForeign(metafile);
await writeDeclarations(root, draft);
await writeFile(join(draft, "THIRD-PARTY.txt"), await thirdParty(metafile));
await writeSuites();
const { makeGuide } = /** @type {typeof import("../src/guide/make.ts")} */ (
  await importSource(root, "src/guide/make.ts")
);
await writeFile(join(draft, "guide.json"), JSON.stringify(await makeGuide(dialects)));
if (existsSync(out)) await rename(out, `${draft}.old`);
await rename(draft, out);
await rm(`${draft}.old`, { recursive: true, force: true });
