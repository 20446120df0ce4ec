// Writes docs/cli.md from the program, and docs/rules from the rules and what src/guide says of them, and tries anew what real clients make of their faults.
import { fileURLToPath } from "node:url";
import { buildSchemas } from "./build-schemas.mjs";
import { importSource } from "./lib/sources.mjs";

await buildSchemas();
const root = fileURLToPath(new URL("..", import.meta.url));
const { writeDocs } = await importSource(root, "src/guide/docs.ts");
await writeDocs();
