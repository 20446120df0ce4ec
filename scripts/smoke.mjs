// Tries the packed tarball as a new user would: installed in an empty folder, on this Node and on the newer ones.
// Run after `npm run build`. Exits 1 with the first thing that is not as promised.
import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { arch, platform, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { checkLibrary } from "./lib/smoke-library.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const work = mkdtempSync(join(tmpdir(), "responses-conformance-"));
const maxTarball = 1_000_000;

/** @param {string} message */
function fail(message) {
  console.error(`smoke: ${message}`);
  process.exit(1);
}
/** @param {string[]} args @param {string} cwd */
const npm = (args, cwd) =>
  execFileSync("npm", args, { cwd, encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] });

/**
 * Runs the installed program and checks how it ended and what it said.
 * @param {string} node
 * @param {string[]} args
 * @param {{ code: number, says: RegExp, input?: string }} expected
 */
function run(node, args, { code, says, input }) {
  const bin = join(
    work,
    "user",
    "node_modules",
    "responses-conformance",
    "bin",
    "responses-conformance.mjs",
  );
  const { status, stdout, stderr } = spawnSync(node, [bin, ...args], {
    cwd: join(work, "user"),
    encoding: "utf8",
    input,
    timeout: 120_000,
    env: { PATH: process.env.PATH, HOME: work },
  });
  const shown = `${args.join(" ")} on ${node}`;
  if (status !== code) fail(`${shown}: exit ${status}, not ${code}\n${stdout}\n${stderr}`);
  if (!says.test(stdout)) fail(`${shown}: ${says} is not in its output\n${stdout}\n${stderr}`);
}

try {
  const [packed] = JSON.parse(
    npm(["pack", "--json", "--ignore-scripts", "--pack-destination", work], root),
  );
  const tarball = join(work, packed.filename);
  const { size } = statSync(tarball);
  if (size > maxTarball) fail(`the tarball has ${size} bytes, more than ${maxTarball}`);

  mkdirSync(join(work, "user"));
  writeFileSync(join(work, "user", "package.json"), '{ "name": "user", "private": true }\n');
  npm(["install", "--no-audit", "--no-fund", "--offline", tarball], join(work, "user"));
  const installed = readdirSync(join(work, "user", "node_modules")).filter(
    (name) => !name.startsWith("."),
  );
  if (installed.join() !== "responses-conformance")
    fail(`the tarball brings a dependency tree: ${installed.join(", ")}`);

  const nodes = [process.execPath];
  if (platform() === "linux") {
    for (const major of [22, 24]) {
      const folder = join(work, `node${major}`);
      npm(
        ["install", "--prefix", folder, "--no-audit", "--no-fund", `node-linux-${arch()}@${major}`],
        work,
      );
      nodes.push(join(folder, "node_modules", `node-linux-${arch()}`, "bin", "node"));
    }
  }

  const capture =
    'event: response.created\ndata: {"type":"response.created","sequence_number":0}\n\n';
  writeFileSync(join(work, "user", "broken.sse"), capture);
  for (const node of nodes) {
    run(node, ["--version"], { code: 0, says: /^\d+\.\d+\.\d+/ });
    run(node, ["--reference"], { code: 0, says: /pass/ });
    run(node, ["check", "broken.sse"], { code: 1, says: /lifecycle\/terminal-present/ });
    run(node, ["check", "-"], { code: 1, says: /lifecycle\/terminal-present/, input: capture });
    run(node, ["list", "scenarios"], { code: 0, says: /core\// });
    run(node, ["explain", "text/deltas-equal-done"], { code: 0, says: /\nHow to fix it\n/ });
  }
  const user = join(work, "user");
  checkLibrary({ root, user, nodes, version: packed.version, fail });
  console.log(`smoke: tarball of ${size} bytes, ${nodes.length} versions of Node, all as promised`);
} finally {
  rmSync(work, { recursive: true, force: true });
}
