import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

let root: string | undefined;

/** Folder of the installed package: the nearest one above this module that holds its package.json. */
export function packageRoot(): string {
  if (root !== undefined) return root;
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, "package.json"))) {
    const parent = dirname(folder);
    if (parent === folder)
      throw new Error("package.json not found above the program: the installation is damaged");
    folder = parent;
  }
  root = folder;
  return folder;
}

/** Path of a file that ships with the package, such as `suites/core`. */
export function assetPath(...names: string[]): string {
  return join(packageRoot(), ...names);
}

/** Filled in by the build. In a bundle of somebody else's the package.json next to it would not be ours. */
declare const bundledVersion: string | undefined;

/** Version of this program. */
export function packageVersion(): string {
  if (typeof bundledVersion !== "undefined") return bundledVersion;
  const { version } = JSON.parse(readFileSync(assetPath("package.json"), "utf8")) as {
    version: string;
  };
  return version;
}
