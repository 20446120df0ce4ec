import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { assetPath } from "../../src/assets/assets.ts";

/** What a run of the built program came to. */
export interface CliResult {
  code: number | null;
  stdout: string;
  stderr: string;
}

export interface CliOptions {
  cwd?: string;
  /** Set on top of a clean environment: no key, no colours asked for, a cache of the tests' own. */
  env?: Record<string, string>;
  stdin?: string | Uint8Array;
  /** Called once it runs, with a way to send it a signal. */
  onStart?: (kill: (signal: NodeJS.Signals) => void) => void;
}

export const bin = assetPath("bin", "responses-conformance.mjs");

/** A cache that is not the user's. */
const cache = assetPath("node_modules", ".cache", "responses-conformance-tests");

/** Runs the built program. */
export function cli(args: readonly string[], options: CliOptions = {}): Promise<CliResult> {
  if (!existsSync(assetPath("dist", "cli.js")))
    throw new Error("there is no dist: run `npm run build` first");
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [bin, ...args], {
      cwd: options.cwd,
      env: {
        PATH: process.env["PATH"] ?? "",
        HOME: process.env["HOME"] ?? "",
        XDG_CACHE_HOME: cache,
        ...options.env,
      },
    });
    let stdout = "";
    let stderr = "";
    options.onStart?.((signal) => child.kill(signal));
    child.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text));
    child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
    child.on("error", reject);
    child.on("close", (code) => resolve({ code, stdout, stderr }));
    // The program may end before it read everything.
    child.stdin.on("error", () => undefined);
    child.stdin.end(options.stdin ?? "");
  });
}
