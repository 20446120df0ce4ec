// Compares our schemas with a published OpenAPI document: npm run schemas:drift -- FILE [--dialect NAME[@DATE]]
// `drift` says what the exit codes mean.
import { drift } from "./lib/drift-report.mjs";

const { code, out, err } = await drift(process.argv.slice(2));
process.stdout.write(out);
process.stderr.write(err);
process.exitCode = code;
