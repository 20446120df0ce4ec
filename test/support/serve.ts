import { spawn } from "node:child_process";
import { bin } from "./cli.ts";

/** The reference server, run by the built program as a user would run it. */
export interface ServedReference {
  /** Base URL, ending in /v1. */
  url: string;
  /** Ends it. @returns its exit code */
  stop(): Promise<number | null>;
}

/** Starts `serve` on a free port. */
export async function serve(...args: string[]): Promise<ServedReference> {
  const child = spawn(process.execPath, [bin, "serve", "--port", "0", "--quiet", ...args], {
    stdio: ["ignore", "pipe", "pipe"],
    env: { PATH: process.env["PATH"] ?? "" },
  });
  const closed = new Promise<number | null>((resolve) => child.on("close", resolve));
  const url = await new Promise<string>((resolve, reject) => {
    let said = "";
    const hear = (text: Buffer): void => {
      said += text.toString();
      const found = /listening on (\S+)/.exec(said)?.[1];
      if (found !== undefined) resolve(found);
    };
    child.stdout.on("data", hear);
    child.stderr.on("data", hear);
    void closed.then((code) => reject(new Error(`serve ended with ${String(code)}: ${said}`)));
  });
  return {
    url,
    stop() {
      child.kill("SIGTERM");
      return closed;
    },
  };
}
