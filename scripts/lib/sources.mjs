// Runs code of src while the program is built: it is bundled to a file of its own, imported, and the file is deleted.
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";
import { pageTexts } from "./page-text.mjs";

/**
 * Imports a module of the sources. The validators must have been generated.
 * @param {string} root
 * @param {string} entry path of the module below root
 * @returns {Promise<unknown>}
 */
export async function importSource(root, entry) {
  // A name of its own: Node would not read a file of the same name again.
  const outfile = join(root, "build", `source.${process.pid}.${entry.replaceAll("/", ".")}.mjs`);
  await build({
    absWorkingDir: root,
    entryPoints: [entry],
    outfile,
    bundle: true,
    format: "esm",
    platform: "node",
    packages: "external",
    // What package.json says of side effects is about the program, not about these sources.
    ignoreAnnotations: true,
    plugins: [pageTexts],
    logLevel: "warning",
  });
  try {
    return await import(pathToFileURL(outfile).href);
  } finally {
    await rm(outfile);
  }
}
