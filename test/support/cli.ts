import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { Readable, Writable } from "node:stream";
import { pathToFileURL } from "node:url";
import { assetPath } from "../../src/assets/assets.ts";

/** What a run of the built program came to. */
export interface CliResult {
  code: number | null;
  stdout: string;
  stderr: string;
}

export interface CommandOptions {
  cwd?: string;
  /** Set on top of a clean environment: no key, no colours asked for, a cache of the tests' own. */
  env?: Record<string, string>;
  stdin?: string | Uint8Array;
}

export interface ProcessOptions extends CommandOptions {
  /** Called once it runs, with a way to send it a signal. */
  onStart?: (kill: (signal: NodeJS.Signals) => void) => void;
}

export const bin = assetPath("bin", "responses-conformance.mjs");

/** A cache that is not the user's. */
const cache = assetPath("node_modules", ".cache", "responses-conformance-tests");

/** The environment of a run: clean, so that nothing of the machine shows. */
const environment = (env: CommandOptions["env"]): Record<string, string> => ({
  PATH: process.env["PATH"] ?? "",
  HOME: process.env["HOME"] ?? "",
  XDG_CACHE_HOME: cache,
  ...env,
});

/** The built program. @throws Error if it is not built */
const built = (): string => {
  const file = assetPath("dist", "cli.js");
  if (!existsSync(file)) throw new Error("there is no dist: run `npm run build` first");
  return file;
};

/** A pipe that keeps what is written to it. */
function listener(): { stream: NodeJS.WriteStream; text(): string } {
  const chunks: Buffer[] = [];
  const stream = new Writable({
    write(chunk: Buffer, _, done) {
      chunks.push(chunk);
      done();
    },
  });
  return {
    stream: stream as NodeJS.WriteStream,
    text: () => Buffer.concat(chunks).toString("utf8"),
  };
}

/** The command that runs in this process: the present folder is the same for all of it, so they take turns. */
let running: Promise<unknown> = Promise.resolve();

/**
 * Runs a command of the built program in this process, which has loaded it already: a process for each of hundreds of
 * commands took a good part of the time of all tests. What only a process has (signals, a reader that goes away, an end
 * while something is still open) is for `spawned`.
 */
export function cli(args: readonly string[], options: CommandOptions = {}): Promise<CliResult> {
  const turn = running.then(() => runHere(args, options));
  running = turn.catch(() => undefined);
  return turn;
}

async function runHere(
  args: readonly string[],
  { cwd = process.cwd(), env, stdin = "" }: CommandOptions,
): Promise<CliResult> {
  const { execute } = (await import(
    pathToFileURL(built()).href
  )) as typeof import("../../src/cli.ts");
  const [stdout, stderr] = [listener(), listener()];
  const before = process.cwd();
  process.chdir(cwd);
  try {
    const code = await execute(args, {
      stdin: Readable.from([Buffer.from(stdin)], { objectMode: false }) as NodeJS.ReadStream,
      stdout: stdout.stream,
      stderr: stderr.stream,
      env: environment(env),
      cwd: process.cwd(),
    });
    return { code, stdout: stdout.text(), stderr: stderr.text() };
  } finally {
    process.chdir(before);
  }
}

/** Runs the built program as a process of its own. */
export function spawned(args: readonly string[], options: ProcessOptions = {}): Promise<CliResult> {
  built();
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [bin, ...args], {
      cwd: options.cwd,
      env: environment(options.env),
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
