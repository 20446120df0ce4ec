// Compares our schemas with a published OpenAPI document, or with the types of OpenAI's SDK:
// npm run schemas:drift -- FILE [--dialect NAME[@DATE]], or -- --sdk openai@VERSION
// `drift` says what the exit codes mean.
import { fileURLToPath } from "node:url";
import { importSource } from "./lib/sources.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const { drift } = /** @type {typeof import("./drift/report.ts")} */ (
  await importSource(root, "scripts/drift/report.ts")
);
const { code, out, err } = await drift(root, process.argv.slice(2));
process.stdout.write(out);
process.stderr.write(err);
process.exitCode = code;
