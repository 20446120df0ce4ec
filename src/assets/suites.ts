import { existsSync, readFileSync } from "node:fs";
import { brotliDecompressSync } from "node:zlib";
import { assetPath } from "./assets.ts";

let packed: Map<string, string> | undefined;

/**
 * The texts of the files below `suites`, by their path there, as the installed program has them: packed into one file,
 * because as files of their own they would take nearly twice the room. Undefined in the sources, where they are files.
 */
export function packedSuites(): ReadonlyMap<string, string> | undefined {
  if (packed) return packed;
  if (existsSync(assetPath("suites"))) return undefined;
  const bytes = brotliDecompressSync(readFileSync(assetPath("dist", "suites.json.br")));
  packed = new Map(Object.entries(JSON.parse(bytes.toString("utf8")) as Record<string, string>));
  return packed;
}

/** The text of a file below `suites`, such as `requirements.yaml` or `core/text.yaml`. */
export function readSuiteFile(path: string): string {
  const all = packedSuites();
  if (!all) return readFileSync(assetPath("suites", ...path.split("/")), "utf8");
  const text = all.get(path);
  if (text === undefined) throw new Error(`suites/${path} is not in the installed program`);
  return text;
}
