import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { assetPath } from "./assets.ts";

let shipped: Map<string, string> | undefined;

/**
 * The texts of the scenarios that the installed program has, by their path below `suites`: there each suite is one file,
 * in which a line such as `--- # core/text.yaml` precedes each scenario, because npm takes twice as long to install 278
 * files. Undefined in the checkout, where they are files of their own.
 */
export function shippedScenarios(): ReadonlyMap<string, string> | undefined {
  if (shipped) return shipped;
  if (existsSync(assetPath("suites", "core"))) return undefined;
  shipped = new Map();
  const folder = assetPath("dist", "suites");
  for (const file of readdirSync(folder))
    for (const part of readFileSync(join(folder, file), "utf8")
      .split(/^--- # /m)
      .slice(1)) {
      const end = part.indexOf("\n");
      shipped.set(part.slice(0, end), part.slice(end + 1));
    }
  return shipped;
}

/** The text of a scenario that ships, such as `core/text.yaml`. */
export function readShipped(path: string): string {
  const all = shippedScenarios();
  if (!all) return readFileSync(assetPath("suites", path), "utf8");
  const text = all.get(path);
  if (text === undefined) throw new Error(`suites/${path} is not in the installed program`);
  return text;
}
