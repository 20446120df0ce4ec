import { mkdtempSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { isObject, parseJson } from "../../src/json/json.ts";
import { startReferenceServer, type ReferenceOptions } from "../../src/reference/index.ts";
import type { JsonReport } from "../../src/report/json.ts";

/** Closes something after the present test. */
export const closing = (close: () => Promise<unknown>): void =>
  onTestFinished(async () => void (await close()));

/** An empty folder for one test, gone after it. */
export function folder(): string {
  const made = mkdtempSync(join(tmpdir(), "responses-conformance-"));
  closing(() => rm(made, { recursive: true, force: true }));
  return made;
}

/** The reference server, closed after the present test. @returns its base URL */
export async function serving(options: ReferenceOptions = {}): Promise<string> {
  const server = await startReferenceServer(options);
  closing(server.close);
  return server.url;
}

/** Reads the JSON report of a run. @throws Error when it is none */
export function reportOf(text: string): JsonReport {
  const parsed = parseJson(text);
  if (!("value" in parsed) || !isObject(parsed.value) || parsed.value["format"] !== 2)
    throw new Error(`this is no JSON report: ${text.slice(0, 500)}`);
  return parsed.value as unknown as JsonReport;
}
