// The declarations of the library: of its doors and of the types that they show, and of nothing behind them.
import { execFileSync } from "node:child_process";
import { readFile, readdir, writeFile } from "node:fs/promises";
import { join, normalize } from "node:path";

const sources = ["src/index.ts", "src/matchers.ts", "src/library/types.ts"];
const flags =
  "--noEmit false --declaration --emitDeclarationOnly --noCheck --noResolve --allowImportingTsExtensions".split(
    " ",
  );

/**
 * Writes the declarations next to the modules they describe. Only the files named above are read, so that what they
 * export must say its types: whatever they would take over from elsewhere is missing, and that is an error.
 * @param {string} root
 * @param {string} out the folder of the modules
 */
export async function writeDeclarations(root, out) {
  const tsc = join(root, "node_modules", "typescript", "bin", "tsc");
  execFileSync(
    process.execPath,
    [tsc, ...flags, "--ignoreConfig", "--module", "nodenext", "--target", "es2023"].concat(
      ["--rootDir", "src", "--outDir", out],
      sources,
    ),
    { cwd: root, stdio: ["ignore", "inherit", "inherit"] },
  );
  const written = (await readdir(out, { recursive: true })).filter((file) =>
    file.endsWith(".d.ts"),
  );
  for (const file of written) {
    const text = await readFile(join(out, file), "utf8");
    const linked = text.replaceAll(/from "(\.[^"]+)\.ts"/g, (_, path) => {
      const target = normalize(join(file, "..", `${path}.d.ts`));
      if (!written.includes(target)) throw new Error(`${file} shows a type of ${path}.ts`);
      return `from "${path}.js"`;
    });
    await writeFile(join(out, file), linked);
  }
}
