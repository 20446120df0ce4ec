// Builds dist/: one minified bundle, split so that each command loads only what it needs, with everything inside.
// The installed package has no dependencies.
import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { brotliCompressSync } from "node:zlib";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { parse } from "yaml";
import { tighten } from "./lib/tighten.mjs";
import { buildSchemas } from "./build-schemas.mjs";
import { writeDeclarations } from "./lib/declarations.mjs";
import { importSource } from "./lib/sources.mjs";
import { pageTexts } from "./lib/page-text.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const out = join(root, "dist");
// Built aside and put in place at the end: a run that starts meanwhile finds either the old program or the new one.
const draft = join(root, "build", `dist.${process.pid}`);

/** Writes the built-in dialects as JSON, so that a start costs no YAML parser. */
async function writeDialects() {
  const folder = join(root, "suites", "dialects");
  const result = {};
  for (const file of (await readdir(folder)).filter((name) => name.endsWith(".yaml"))) {
    const dialect = parse(await readFile(join(folder, file), "utf8"));
    result[dialect.name] = { ...dialect, levels: dialect.levels ?? {} };
  }
  const generated = join(root, "src", "dialect", "generated");
  await mkdir(generated, { recursive: true });
  const written = join(generated, `.builtin.${process.pid}`);
  await writeFile(written, JSON.stringify(result));
  await rename(written, join(generated, "builtin.json"));
}

/** What the installed program reads of suites, by path: all but the dialects, which the bundle holds. */
async function suiteTexts() {
  const folder = join(root, "suites");
  const files = (await readdir(folder, { recursive: true }))
    .map((file) => file.replaceAll("\\", "/"))
    .filter((file) => file.endsWith(".yaml") && !file.startsWith("dialects/"));
  const texts = {};
  for (const file of files.toSorted()) texts[file] = await readFile(join(folder, file), "utf8");
  return texts;
}

/** The licences of all packages whose code is in the bundle. */
async function thirdParty(inputs) {
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
 * esbuild gives a CommonJS package that is imported dynamically a default export only, where Node gives it its names too.
 * A module in between that names them makes the bundle behave like the sources.
 */
const namedExports = {
  name: "named-exports",
  setup(esbuild) {
    const namespace = "named-exports";
    esbuild.onResolve({ filter: /^[^./]/ }, ({ path, kind }) =>
      kind === "dynamic-import" && !path.startsWith("node:") ? { path, namespace } : undefined,
    );
    esbuild.onLoad({ filter: /./, namespace }, async ({ path }) => {
      const names = Object.keys(await import(path)).filter((name) =>
        /^[A-Za-z_$][\w$]*$/.test(name),
      );
      return {
        contents: `export { ${names.join(", ")} } from ${JSON.stringify(path)};`,
        resolveDir: root,
      };
    });
  },
};

/**
 * Node is given yaml as CommonJS, which is bundled whole. The same code for browsers is made of modules: what nobody
 * uses is left out.
 */
const yamlAsModules = {
  name: "yaml-as-modules",
  setup(esbuild) {
    esbuild.onResolve({ filter: /^yaml$/ }, () => ({
      path: join(root, "node_modules", "yaml", "browser", "index.js"),
      sideEffects: false,
    }));
  },
};

/**
 * undici carries its HTTP parser twice, as WebAssembly with and without SIMD, 72 kB each in base64: the plain one runs on
 * every machine, so both names lead to it, and it is compressed before it is written as base64, which hides its
 * repetitions from the tarball's own compression. Bodies here are texts and requests are HTTP/1.1, so forms and
 * HTTP/2 are left out: whoever comes to need them is told.
 */
const lessUndici = {
  name: "less-undici",
  setup(esbuild) {
    const namespace = "less-undici";
    esbuild.onResolve({ filter: /llhttp_simd-wasm\.js$/ }, ({ resolveDir }) => ({
      path: join(resolveDir, "..", "llhttp", "llhttp-wasm.js"),
    }));
    esbuild.onLoad({ filter: /llhttp-wasm\.js$/ }, async ({ path }) => {
      const packed = brotliCompressSync((await import(path)).default).toString("base64");
      return {
        contents: `module.exports = require("node:zlib").brotliDecompressSync(Buffer.from("${packed}", "base64"));`,
      };
    });
    esbuild.onResolve({ filter: /(web\/fetch\/body|\/client-h2)\.js$/ }, ({ path }) => ({
      path: path.split("/").at(-1),
      namespace,
    }));
    esbuild.onLoad({ filter: /./, namespace }, ({ path }) => ({
      contents: `const missing = () => { throw new Error("${path} of undici is not in this build"); };
module.exports = missing;
module.exports.extractBody = missing;`,
    }));
  },
};

/** CommonJS packages (commander, undici, ajv) ask for Node's own modules with require: the one module that answers them gets it. */
async function giveRequire(metafile) {
  const banner =
    'import{createRequire as __createRequire}from"node:module";const require=__createRequire(import.meta.url);';
  for (const file of Object.keys(metafile.outputs)) {
    const text = await readFile(join(root, file), "utf8");
    if (text.includes("typeof require<")) await writeFile(join(root, file), banner + text);
  }
}

const { version } = JSON.parse(await readFile(join(root, "package.json"), "utf8"));
await buildSchemas();
await writeDialects();
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
  minify: true,
  // Names show in stack traces of our own bugs; without them a report of one is worth little.
  keepNames: false,
  legalComments: "none",
  metafile: true,
  chunkNames: "chunks/[name]-[hash]",
  plugins: [yamlAsModules, namedExports, lessUndici, pageTexts],
  define: { bundledVersion: JSON.stringify(version) },
  logLevel: "warning",
});
await tighten(
  Object.keys(metafile.outputs).map((file) => join(root, file)),
  join(root, "node_modules", ".cache", "responses-conformance-build"),
);
await giveRequire(metafile);
await writeDeclarations(root, draft);
await writeFile(join(draft, "THIRD-PARTY.txt"), await thirdParty(metafile.inputs));
const { makeGuide } = await importSource(root, "src/guide/make.ts");
// The tarball would compress them too, but by a quarter less, and many small files by much less.
for (const [file, value] of Object.entries({
  "guide.json.br": await makeGuide(),
  "suites.json.br": await suiteTexts(),
}))
  await writeFile(join(draft, file), brotliCompressSync(JSON.stringify(value)));
if (existsSync(out)) await rename(out, `${draft}.old`);
await rename(draft, out);
await rm(`${draft}.old`, { recursive: true, force: true });
