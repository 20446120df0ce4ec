// Compiles the schemas. Runs on a fresh clone with the dev dependencies alone: `node scripts/build-schemas.mjs [FOLDER]`,
// the folder being the root of a project like this one.
import { fileURLToPath, pathToFileURL } from "node:url";
import { importSource } from "./lib/sources.mjs";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const source = /** @type {typeof import("./schemas/build.ts")} */ (
  await importSource(ROOT, "scripts/schemas/build.ts")
);

/** Writes what is generated from the schemas. @returns what it was made from */
export const buildSchemas = (root = ROOT) => source.buildSchemas(root);

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  try {
    await buildSchemas(process.argv[2]);
  } catch (error) {
    console.error(`build-schemas: ${error instanceof Error ? error.message : error}`);
    process.exitCode = 1;
  }
}
