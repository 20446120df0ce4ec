// Puts the tests of protocol, rules and stream state into one module that runs without Vitest: a mutant is switched on inside it,
// so that thousands of them run within minutes. Stryker calls this in its sandbox, where the sources carry the mutants.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const root = fileURLToPath(new URL("../..", import.meta.url));
// Breaks every field of every event, which says little of the code and takes longer than all others together.
const leftOut = "every-event.test.ts";
const beside = ["src/protocol", "src/stream", "src/rules"].flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".test.ts") && !file.endsWith(leftOut))
    .map((file) => `${folder}/${file}`),
);

/**
 * In which folder of rules each mutant is. Its number is in the code that switches it on.
 * @type {Record<string, string | undefined>}
 */
const folders = {};
for (const file of readdirSync(join(root, "src/rules"), { recursive: true, encoding: "utf8" }))
  if (file.endsWith(".ts"))
    for (const [, mutant = ""] of readFileSync(join(root, "src/rules", file), "utf8").matchAll(
      /stryMutAct_\w+\("(\d+)"\)/g,
    ))
      folders[mutant] = file.split("/")[0];

await build({
  absWorkingDir: root,
  stdin: {
    contents: [...beside, "test/rules.test.ts"].map((file) => `import "./${file}";`).join("\n"),
    resolveDir: root,
  },
  outfile: "build/mutation/tests.mjs",
  bundle: true,
  format: "esm",
  platform: "node",
  packages: "external",
  // package.json says that modules have no side effects; those of tests have nothing else.
  ignoreAnnotations: true,
  define: { mutantFolders: JSON.stringify(folders) },
  alias: { vitest: join(root, "scripts/mutation/in-mocha.ts") },
  logLevel: "warning",
});
