// Leaves the faults of rules out of a bundle: only tests and the guide use them, and with them go the edits of tapes.
import { readFile } from "node:fs/promises";
import { relative } from "node:path";

/** The list of a rule's faults, as oxfmt writes it: it ends at the first bracket that stands as far left as it began. */
const list = /^( *)faults: \[\n[\s\S]*?\n\1\],$/gm;

/**
 * The source of a rule without its faults.
 * @throws Error when something is left of them
 */
export function withoutFaults(source, file) {
  const rest = source.replaceAll(list, "$1faults: [],");
  for (const [place] of rest.matchAll(/\bfaults\b.*/g))
    if (place !== "faults: [],")
      throw new Error(
        `${file}: its faults cannot be left out of the bundle, because of "${place}": write them as \`faults: [\`, one list in defineRule`,
      );
  return rest;
}

/** An esbuild plugin that takes the faults out of all rules. `check` fails when one was missed. */
export function stripFaults(root) {
  return {
    plugin: {
      name: "strip-faults",
      setup(esbuild) {
        esbuild.onLoad({ filter: /[/\\]src[/\\]rules[/\\].*\.ts$/ }, async ({ path }) => ({
          contents: withoutFaults(await readFile(path, "utf8"), relative(root, path)),
          loader: "ts",
        }));
      },
    },
    /** @throws Error when code that only faults need is in the bundle all the same */
    check({ outputs }) {
      for (const { inputs } of Object.values(outputs))
        // Some bytes may stay of a module of which nothing is used.
        if ((inputs["src/tape/edits.ts"]?.bytesInOutput ?? 0) > 20)
          throw new Error(
            "src/tape/edits.ts is in the bundle: code outside of `faults` uses it when it is loaded",
          );
    },
  };
}
