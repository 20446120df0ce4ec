// Runs every suite against the embedded reference server in both dialects: as it is, and over WebSocket where that can be.
import { spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";

const root = new URL("../", import.meta.url);
const bin = fileURLToPath(new URL("bin/responses-conformance.mjs", root));
const suites = readdirSync(new URL("suites/", root), { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && entry.name !== "dialects")
  .flatMap(({ name }) => ["--suite", name]);
const all = ["run", "--reference", "--dialect", "openresponses,openai", ...suites];

for (const transport of [[], ["--transport", "websocket"]]) {
  const { status } = spawnSync(
    process.execPath,
    [bin, ...all, ...transport, ...process.argv.slice(2)],
    {
      stdio: "inherit",
    },
  );
  if (status !== 0) process.exit(status ?? 1);
}
