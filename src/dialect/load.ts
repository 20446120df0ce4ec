import { readFileSync } from "node:fs";
import { parse } from "yaml";
import { assetPath } from "../assets/assets.ts";
import type { BaseDialect, Dialect } from "./dialect.ts";

/** Loads a dialect that ships with the package. */
export function loadBuiltinDialect(name: BaseDialect): Dialect {
  const file = assetPath("suites", "dialects", `${name}.yaml`);
  const { levels = {}, ...rest } = parse(readFileSync(file, "utf8")) as Omit<Dialect, "levels"> &
    Partial<Dialect>;
  return { ...rest, levels };
}
