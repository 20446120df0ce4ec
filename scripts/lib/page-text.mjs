// What the HTML report carries inside: `import text from "./file.ts?text"` gives the file bundled and minified, as text.
import { dirname, resolve } from "node:path";
import { brotliCompressSync } from "node:zlib";
import { build } from "esbuild";

/** The file as it stands in a page: a script with all that it imports, or a style. */
async function pageText(file) {
  const { outputFiles } = await build({
    entryPoints: [file],
    bundle: true,
    minify: true,
    format: "iife",
    // A page is read in whatever browser is there, for years.
    target: "es2022",
    charset: "utf8",
    legalComments: "none",
    write: false,
    logLevel: "warning",
  });
  return outputFiles[0].text.trim();
}

const suffix = /\?text$/;

/** For esbuild. */
export const pageTexts = {
  name: "page-texts",
  setup(esbuild) {
    esbuild.onResolve({ filter: suffix }, ({ path, resolveDir }) => ({
      path: resolve(resolveDir, path.replace(suffix, "")),
      namespace: "page-text",
    }));
    // The tarball is packed as well, but not as well: this is 1 kB less of it.
    esbuild.onLoad({ filter: /./, namespace: "page-text" }, async ({ path }) => {
      const packed = brotliCompressSync(await pageText(path)).toString("base64");
      return {
        contents: `import { brotliDecompressSync } from "node:zlib";
export default brotliDecompressSync(Buffer.from("${packed}", "base64")).toString();`,
      };
    });
  },
};

/** For Vite, and so for the tests. The id says nothing of a style, or Vite would make one of its own of it. */
export const pageTextsInTests = {
  name: "page-texts",
  enforce: "pre",
  resolveId: (path, importer = "") =>
    suffix.test(path)
      ? `\0${resolve(dirname(importer), path).replace(suffix, "")}#text`
      : undefined,
  async load(id) {
    const [, file] = /^\0(.*)#text$/.exec(id) ?? [];
    return file === undefined
      ? undefined
      : `export default ${JSON.stringify(await pageText(file))};`;
  },
};
