// Tries the library of the installed package as a user of TypeScript would.
import { spawnSync } from "node:child_process";
import { copyFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const strict =
  "--ignoreConfig --strict --exactOptionalPropertyTypes --noUncheckedIndexedAccess --target es2023".split(
    " ",
  );
const resolutions = [
  ["--module", "nodenext"],
  ["--module", "esnext", "--moduleResolution", "bundler"],
];

/**
 * Compiles programs that use everything, and runs one of them.
 * @param {object} tried
 * @param {string} tried.root
 * @param {string} tried.user folder in which the package is installed
 * @param {string[]} tried.nodes
 * @param {string} tried.version
 * @param {(message: string) => void} tried.fail takes what is not as promised
 */
export function checkLibrary({ root, user, nodes, version, fail }) {
  /** @param {string[]} flags @param {string} what */
  const tsc = (flags, what) => {
    const args = [join(root, "node_modules", "typescript", "bin", "tsc"), ...strict, ...flags];
    const { status, stdout } = spawnSync(process.execPath, args, { cwd: user, encoding: "utf8" });
    if (status !== 0) fail(`${what}: tsc ${flags.join(" ")}\n${stdout}`);
  };
  const types = ["--types", "node", "--typeRoots", join(root, "node_modules", "@types")];
  for (const file of ["use.ts", "match.ts"])
    copyFileSync(join(root, "scripts", "smoke", file), join(user, file));
  writeFileSync(
    join(user, "package.json"),
    '{ "name": "user", "private": true, "type": "module" }\n',
  );
  for (const flags of resolutions)
    // Without skipLibCheck: our own declarations must be right where there is no Jest and no Vitest.
    tsc([...flags, ...types, "--outDir", "out", "use.ts"], "a program that uses everything");
  for (const name of ["vitest", "expect"])
    symlinkSync(join(root, "node_modules", name), join(user, "node_modules", name));
  for (const flags of resolutions)
    tsc([...flags, ...types, "--skipLibCheck", "--noEmit", "match.ts"], "a test with the matcher");

  const promised = `${version} fail must false fail,fail,fail
true unknown option "dialects". Did you mean "dialect"? string expected the stream to conform, without SHOULD violations
`;
  for (const node of nodes) {
    const { stdout, stderr } = spawnSync(node, [join("out", "use.js")], {
      cwd: user,
      encoding: "utf8",
      timeout: 60_000,
    });
    if (stdout !== promised)
      fail(`the library on ${node}: said\n${stdout}${stderr}not\n${promised}`);
  }
}
