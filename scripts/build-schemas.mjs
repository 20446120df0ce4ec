// Writes what the program knows of the dialects, from suites/dialects and schemas: src/dialect/generated, their titles,
// revisions and facts; src/schema/generated, one module per dialect with the validators of all its revisions.
// Runs on a fresh clone with the dev dependencies alone: `node scripts/build-schemas.mjs [root of the project]`.
import { mkdir, rename, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { readDialects } from "./lib/dialects.mjs";
import { moduleOf } from "./lib/schema-module.mjs";

const ROOT = fileURLToPath(new URL("..", import.meta.url));

/** The declarations of a generated module. @param {string} type what its default export is */
const declare = (type) => `import type { CompiledDialect } from "../compiled.ts";
declare const value: ${type};
export default value;
`;

/**
 * Writes the generated files. Each is put in place whole, so that a reader never finds half a file.
 * @param {string} [root]
 * @returns what they were made from
 */
export async function buildSchemas(root = ROOT) {
  /** @param {string} file @param {string} text */
  const put = async (file, text) => {
    const path = join(root, file);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(`${path}.${process.pid}`, text);
    await rename(`${path}.${process.pid}`, path);
  };
  const out = "src/schema/generated";
  const dialects = await readDialects(root);
  for (const { name, revisions } of dialects) {
    await put(`${out}/${name}.mjs`, moduleOf(revisions));
    await put(`${out}/${name}.d.mts`, declare("CompiledDialect"));
  }
  // Written out, not computed: the bundler must see each path to give each dialect a file of its own.
  const imports = dialects.map(
    ({ name }) => `  ${JSON.stringify(name)}: () => import("./${name}.mjs"),\n`,
  );
  await put(`${out}/index.mjs`, `export default {\n${imports.join("")}};\n`);
  const modules = "Record<string, () => Promise<{ default: CompiledDialect }>>";
  await put(`${out}/index.d.mts`, declare(modules));
  const builtin = Object.fromEntries(dialects.map(({ name, described }) => [name, described]));
  await put("src/dialect/generated/builtin.json", JSON.stringify(builtin));
  return dialects;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  try {
    await buildSchemas(process.argv[2]);
  } catch (error) {
    console.error(`build-schemas: ${error instanceof Error ? error.message : error}`);
    process.exitCode = 1;
  }
}
