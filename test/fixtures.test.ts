import { execFile } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, expect, it } from "vitest";
import { assetPath } from "../src/assets/assets.ts";

const made = mkdtempSync(join(tmpdir(), "fixtures-"));
afterAll(() => rmSync(made, { recursive: true }));

/** The files of a folder with their texts. */
const filesOf = (folder: string): Record<string, string> =>
  Object.fromEntries(
    readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), "utf8")]),
  );

it("the good tapes are those that the script writes, byte for byte", async () => {
  await promisify(execFile)(process.execPath, [assetPath("scripts", "make-fixtures.mjs"), made]);
  const written = filesOf(made);
  expect(Object.keys(written).length).toBeGreaterThan(80);
  expect(filesOf(assetPath("fixtures", "good"))).toEqual(written);
});
