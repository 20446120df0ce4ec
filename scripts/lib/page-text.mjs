// What the HTML report carries inside: `import text from "./file.ts?text"` gives the file bundled and minified, as text.
import { dirname, resolve } from "node:path";
import { build } from "esbuild";

/**
 * The file as a page has it: a script with all that it imports, or a style.
 * @param {string} file
 */
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
  return outputFiles
    .map(({ text }) => text)
    .join("")
    .trim();
}

const suffix = /\?text$/;

/** For esbuild. @type {import("esbuild").Plugin} */
export const pageTexts = {
  name: "page-texts",
  setup(esbuild) {
    esbuild.onResolve({ filter: suffix }, ({ path, resolveDir }) => ({
      path: resolve(resolveDir, path.replace(suffix, "")),
      namespace: "page-text",
    }));
    esbuild.onLoad({ filter: /./, namespace: "page-text" }, async ({ path }) => ({
      contents: await pageText(path),
      loader: "text",
    }));
  },
};

/**
 * For Vite, and so for the tests. The id does not look like a style, or Vite would make one of its own of it.
 * @type {import("vitest/config").Plugin}
 */
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
