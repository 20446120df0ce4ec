import { spawn } from "node:child_process";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach } from "vitest";
import { isObject, parseJson, type Json } from "../../src/json/json.ts";
import type { JsonReport } from "../../src/report/json.ts";
import type { DialectResult, StepFinding } from "../../src/result/run.ts";
import { bin } from "./cli.ts";

/** The program's own server, as a process of its own. */
export interface ServeProcess {
  /** Base URL, up to and including /v1. */
  url: string;
  stop(): Promise<number | null>;
}

const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

/** Closes something after the present test. */
export const closing = (close: () => Promise<unknown>): void => void closers.push(close);

/** An empty folder for one test. */
export const folder = (): string => mkdtempSync(join(tmpdir(), "responses-conformance-"));

/** Starts the built `serve` on a free port. @throws Error when it ends before it listens */
export async function serveProcess(args: readonly string[] = []): Promise<ServeProcess> {
  const child = spawn(process.execPath, [bin, "serve", "--port", "0", "--quiet", ...args], {
    stdio: ["ignore", "pipe", "pipe"],
    env: { PATH: process.env["PATH"] ?? "", HOME: process.env["HOME"] ?? "" },
  });
  const closed = new Promise<number | null>((resolve) => child.on("close", resolve));
  let said = "";
  child.stderr.on("data", (text: Buffer) => (said += text.toString()));
  const url = await new Promise<string>((resolve, reject) => {
    child.stdout.on("data", (text: Buffer) => {
      said += text.toString();
      const listening = /listening on (\S+)/.exec(said)?.[1];
      if (listening !== undefined) resolve(listening);
    });
    void closed.then((code) => reject(new Error(`serve ended with ${code}: ${said}`)));
  });
  return {
    url,
    stop: () => {
      child.kill("SIGTERM");
      return closed;
    },
  };
}

/** The built `serve`, stopped after the present test. @returns its base URL */
export async function serving(...args: string[]): Promise<string> {
  const server = await serveProcess(args);
  closing(server.stop);
  return server.url;
}

/** Reads the JSON report of a run. @throws Error when it is none */
export function reportOf(text: string): JsonReport {
  const parsed = parseJson(text);
  if (!("value" in parsed) || !isReport(parsed.value))
    throw new Error(`this is no JSON report: ${text.slice(0, 500)}`);
  return parsed.value as unknown as JsonReport;
}

const isReport = (value: Json): boolean =>
  isObject(value) && value["format"] === 1 && Array.isArray(value["scenarios"]);

/** What a dialect (the first, unless named) says of each scenario. */
export function resultsOf(
  report: JsonReport,
  dialect = report.dialects[0]?.name,
): Map<string, DialectResult> {
  return new Map(
    report.scenarios.flatMap(({ id, results }) => {
      const own = results.find((result) => result.dialect === dialect);
      return own ? [[id, own] as const] : [];
    }),
  );
}

/** All findings of a run, with their scenario. */
export function findingsOf(
  report: JsonReport,
  dialect?: string,
): (StepFinding & { scenario: string })[] {
  return [...resultsOf(report, dialect)].flatMap(([scenario, { findings }]) =>
    findings.map((finding) => ({ ...finding, scenario })),
  );
}

/** How often each rule was found broken, by its id. */
export function rulesBroken(report: JsonReport, dialect?: string): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { rule } of findingsOf(report, dialect)) counts[rule] = (counts[rule] ?? 0) + 1;
  return counts;
}
