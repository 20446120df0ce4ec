// Writes fixtures/good, or another folder: `node scripts/make-fixtures.mjs [FOLDER]`. Run it after changing
// scripts/fixtures and commit what it wrote.
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { importSource } from "./lib/sources.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const { tapes, writeTape } = /** @type {typeof import("./fixtures/index.ts")} */ (
  await importSource(root, "scripts/fixtures/index.ts")
);
for (const tape of tapes)
  await writeTape(
    join(process.argv[2] ?? join(root, "fixtures", "good"), `${tape.title}.tape.json`),
    tape,
  );
