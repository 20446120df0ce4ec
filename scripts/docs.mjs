// Writes docs/cli.md from the program and docs/rules from the rules and src/guide. It also tries anew what real clients
// make of the faults of the rules.
import { fileURLToPath } from "node:url";
import { buildSchemas } from "./build-schemas.mjs";
import { importSource } from "./lib/sources.mjs";

await buildSchemas();
const root = fileURLToPath(new URL("..", import.meta.url));
const { writeDocs } = /** @type {typeof import("../src/guide/docs.ts")} */ (
  await importSource(root, "src/guide/docs.ts")
);
await writeDocs();
