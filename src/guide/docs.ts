/** The work of `npm run docs`: it tries the faults on real clients, and writes the generated pages. */
import { mkdir, rm, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { assetPath } from "../assets/assets.ts";
import { cliPage } from "./cli-page.ts";
import { makeGuides } from "./make.ts";
import { makePages } from "./pages.ts";
import { tryClients } from "./seen.ts";
import { goodTape } from "./tapes.ts";
import { readGuideSources } from "./texts.ts";

/** Writes docs/cli.md, src/guide/seen.json and docs/rules. */
export async function writeDocs(): Promise<void> {
  await writeFile(assetPath("docs", "cli.md"), cliPage());
  const seen = await tryClients(readGuideSources(), goodTape);
  await writeFile(
    assetPath("src", "guide", "seen.json"),
    `${JSON.stringify(seen, undefined, 2)}\n`,
  );
  const pages = await makePages(await makeGuides());
  await rm(assetPath("docs", "rules"), { recursive: true, force: true });
  for (const [path, text] of Object.entries(pages)) {
    const file = assetPath("docs", "rules", path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, text);
  }
}
