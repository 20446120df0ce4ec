import { spawnSync } from "node:child_process";
import { assetPath } from "../../src/assets/assets.ts";

/**
 * What a schema of the JUnit format objects to in a document; empty when it is valid.
 * Undefined, said on the console, where xmllint is not installed.
 */
export function junitErrors(
  xml: string,
  schema = assetPath("test", "support", "junit.xsd"),
): string | undefined {
  const lint = spawnSync("xmllint", ["--noout", "--schema", schema, "-"], {
    input: xml,
    encoding: "utf8",
  });
  if (lint.error) {
    console.log("left out: xmllint is not installed (Debian: libxml2-utils)");
    return undefined;
  }
  return lint.status === 0 ? "" : lint.stderr;
}
