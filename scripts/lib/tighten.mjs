// Makes the modules of a build smaller than the bundler leaves them, for the size of the tarball.
import { createHash } from "node:crypto";
import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { minify } from "terser";

/** Shorter ones are not worth the seconds. */
const least = 20_000;

const settings = { module: true, ecma: 2022, compress: { passes: 2 }, mangle: true };

/**
 * Rewrites the long ones of some files. What came of a text is kept, so that a build after a small change costs little.
 * @param files paths of modules
 * @param cache a folder for that, made where it is not there
 */
export async function tighten(files, cache) {
  await mkdir(cache, { recursive: true });
  const terser = await readFile(new URL(import.meta.resolve("terser/package.json")), "utf8");
  const version = JSON.parse(terser).version;
  for (const file of files) {
    const text = await readFile(file, "utf8");
    if (text.length < least) continue;
    const key = createHash("sha256").update(`${version} ${JSON.stringify(settings)} ${text}`);
    const kept = join(cache, `${key.digest("hex")}.js`);
    let code = await readFile(kept, "utf8").catch(() => undefined);
    if (code === undefined) {
      ({ code } = await minify(text, settings));
      // Written aside: a build that ends in the middle must not leave half of it for the next.
      await writeFile(`${kept}.${process.pid}`, code);
      await rename(`${kept}.${process.pid}`, kept);
    }
    await writeFile(file, code);
  }
}
