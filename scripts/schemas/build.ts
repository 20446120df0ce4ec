// Writes what the program knows of the dialects, from suites/dialects and schemas.
import { mkdir, rename, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { type DialectSource, readDialects } from "./dialects.ts";
import { moduleOf } from "./module.ts";

const declare = (type: string): string => `import type { CompiledDialect } from "../compiled.ts";
declare const value: ${type};
export default value;
`;

/**
 * Writes src/dialect/generated, which has the titles, dates and facts of all revisions, and src/schema/generated, a module
 * for each dialect with the validators of its revisions. Each file is put in place whole, so that no reader finds half.
 * @param root the folder that has `suites/`, `schemas/` and `src/`
 * @returns what the files were made from
 * @throws SchemaError for a file that cannot be used, with its name and the place in it
 */
export async function buildSchemas(root: string): Promise<DialectSource[]> {
  const put = async (file: string, text: string): Promise<void> => {
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
  const imports = dialects.map(({ name }) => `  "${name}": () => import("./${name}.mjs"),\n`);
  await put(`${out}/index.mjs`, `export default {\n${imports.join("")}};\n`);
  const modules = "Record<string, () => Promise<{ default: CompiledDialect }>>";
  await put(`${out}/index.d.mts`, declare(modules));
  const builtin = Object.fromEntries(dialects.map(({ name, described }) => [name, described]));
  await put("src/dialect/generated/builtin.json", JSON.stringify(builtin));
  return dialects;
}
