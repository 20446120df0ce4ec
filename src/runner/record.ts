import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { Redactor } from "../tape/redact.ts";
import { tapeSuffix, writeTape, type TapeExchange } from "../tape/tape.ts";
import { errorText } from "../transport/failure.ts";
import { RunUsageError } from "./types.ts";

/** The path of the tape of a scenario. Ids come from us or from files of a user; none may lead out of the folder. */
export function tapePath(folder: string, id: string): string {
  const names = id.split("/").map((name) => name.replaceAll(/[^\w.-]/g, "_").replace(/^\.+/, "_"));
  return join(folder, ...names.slice(0, -1), `${names.at(-1) ?? "scenario"}${tapeSuffix}`);
}

/** An exchange without secrets. */
function masked(exchange: TapeExchange, redactor: Redactor): TapeExchange {
  const { request, response, bytes, end } = exchange;
  return {
    ...exchange,
    request: request && {
      ...redactor.deep(request),
      headers: redactor.headers(request.headers),
    },
    response: response && { ...response, headers: redactor.headers(response.headers) },
    bytes: redactor.bytes(bytes),
    end: redactor.deep(end),
  };
}

async function orUsageError<T>(folder: string, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    throw new RunUsageError(`cannot record to ${folder}: ${errorText(error)}`, { cause: error });
  }
}

/** Makes the folder for tapes. @throws RunUsageError when that cannot be done */
export async function prepareRecording(folder: string): Promise<void> {
  await orUsageError(folder, mkdir(folder, { recursive: true }));
}

/**
 * Writes the exchanges of one scenario, masked.
 * @returns the path of the tape
 * @throws RunUsageError when it cannot be written
 */
export async function recordScenario(
  folder: string,
  id: string,
  exchanges: readonly TapeExchange[],
  redactor: Redactor,
): Promise<string> {
  const file = tapePath(folder, id);
  const tape = { title: id, exchanges: exchanges.map((exchange) => masked(exchange, redactor)) };
  await orUsageError(folder, writeTape(file, tape));
  return file;
}
