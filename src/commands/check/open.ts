import { createReadStream } from "node:fs";
import { open, readdir, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { readTape, tapeSuffix, TapeError } from "../../tape/tape.ts";
import { isEventLine } from "../../wire/jsonl.ts";
import { startsLikeEventStream } from "../../wire/sse.ts";
import {
  bareExchange,
  CaptureError,
  headedExchange,
  tapeExchanges,
  type Capture,
} from "./capture.ts";
import { harExchanges } from "./har.ts";
import { readHttpHead, type HttpHead } from "./http-head.ts";

/** Bytes that show the form of a file. */
export const sniffBytes = 65_536;
/** Largest archive that is read; it can only be read whole. */
export const archiveBytes = 256 * 2 ** 20;
export const archiveTooLarge = `the archive is larger than ${archiveBytes / 2 ** 20} MiB, the most that is read. Save fewer entries in it`;
const chunkBytes = 256 * 1024;

/** The forms that can be judged, for messages. */
export const knownForms =
  ".sse, .txt with data: lines, .jsonl (one event per line), .har, or a tape (.tape.json)";

/** A file that may be a capture. */
export interface Candidate {
  /** As the user wrote it, or below the folder that was named. */
  path: string;
  /** Named itself, not found in a folder: then it must be a capture. */
  named: boolean;
}

/**
 * The files that paths stand for: folders are walked in order of names, links to folders are not followed.
 * Bodies of a tape are left out, the tape stands for them.
 * @throws CaptureError for a path that does not exist
 */
export async function findCandidates(paths: readonly string[]): Promise<Candidate[]> {
  const found = new Map<string, Candidate>();
  for (const path of paths) {
    const info = await stat(path).catch((error: unknown) => {
      const missing = error instanceof Error && "code" in error && error.code === "ENOENT";
      throw new CaptureError(`${path}: ${missing ? "no such file or folder" : String(error)}`);
    });
    if (!info.isDirectory()) {
      const target = await tapeOf(path);
      found.set(target, { path: target, named: true });
      continue;
    }
    for (const file of await filesBelow(path))
      if (!found.has(file)) found.set(file, { path: file, named: false });
  }
  return [...found.values()];
}

/** The tape that a body file belongs to, or the file itself. */
async function tapeOf(file: string): Promise<string> {
  const tape = tapeNameOf(file);
  if (tape === undefined) return file;
  const there = await stat(tape).catch(() => undefined);
  return there?.isFile() ? tape : file;
}

function tapeNameOf(file: string): string | undefined {
  const match = /^(.+)\.\d+\.(sse|jsonl|json|txt|messages\.jsonl)$/.exec(basename(file));
  return match ? join(dirname(file), `${match[1]}${tapeSuffix}`) : undefined;
}

async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const names = new Set(entries.map(({ name }) => name));
  const files: string[] = [];
  for (const entry of entries.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) files.push(...(await filesBelow(path)));
    else if (entry.isFile() || entry.isSymbolicLink()) {
      const tape = tapeNameOf(path);
      if (tape === undefined || !names.has(basename(tape))) files.push(path);
    }
  }
  return files;
}

/**
 * Opens a file as a capture, its form read from its name and its first bytes.
 * @returns undefined when it is none
 * @throws CaptureError when it looks like one and cannot be read
 */
export async function openCapture(path: string): Promise<Capture | undefined> {
  const capture = (exchanges: Capture["exchanges"], title = basename(path)): Capture => ({
    id: path,
    suite: dirname(path),
    title,
    exchanges,
  });
  const lower = path.toLowerCase();
  if (lower.endsWith(tapeSuffix)) {
    try {
      const tape = await readTape(path);
      return { ...capture(tapeExchanges(tape), tape.title), whole: true };
    } catch (error) {
      if (error instanceof TapeError)
        throw new CaptureError(error.message.replace(`${path}: `, ""));
      throw error;
    }
  }
  const form = /\.(sse|txt|jsonl|har)$/.exec(lower)?.[1];
  if (form === undefined) return undefined;
  const info = await stat(path).catch(() => undefined);
  if (!info?.isFile()) return undefined;
  if (form === "har") {
    if (info.size > archiveBytes) throw new CaptureError(archiveTooLarge);
    return capture(harExchanges((await head(path, info.size)).toString("utf8")));
  }
  const start = await head(path, sniffBytes);
  const headed = form === "jsonl" ? undefined : readHttpHead(start);
  if (headed) {
    const rest = (): AsyncIterable<Uint8Array> =>
      createReadStream(path, { start: headed.length, highWaterMark: chunkBytes });
    return capture([headedExchange(headed.head, formAfter(headed, start), rest)]);
  }
  if (form === "txt" && !looksLikeStream(start)) return undefined;
  if (form === "jsonl" && !looksLikeEvents(start)) return undefined;
  const body = (): AsyncIterable<Uint8Array> =>
    createReadStream(path, { highWaterMark: chunkBytes });
  return capture([bareExchange(form === "jsonl" ? "jsonl" : "sse", body)]);
}

/** The form of a body that follows its head: an event stream by its first lines or by its type, else JSON. */
export function formAfter(
  { head: { headers }, length }: HttpHead,
  start: Buffer,
): "sse" | undefined {
  const labelled = /^text\/event-stream\b/i.test(headers["content-type"] ?? "");
  return labelled || looksLikeStream(start.subarray(length)) ? "sse" : undefined;
}

async function head(path: string, length: number): Promise<Buffer> {
  const handle = await open(path, "r");
  try {
    const buffer = Buffer.alloc(length);
    let filled = 0;
    while (filled < length) {
      const { bytesRead } = await handle.read(buffer, filled, length - filled);
      if (bytesRead === 0) break;
      filled += bytesRead;
    }
    return buffer.subarray(0, filled);
  } finally {
    await handle.close();
  }
}

/** True for the beginning of an event stream: a field first, and data somewhere. */
export function looksLikeStream(start: Buffer): boolean {
  const text = start.toString("utf8");
  return startsLikeEventStream(text) && /(?:^\uFEFF?\s*|[\r\n])data:/.test(text);
}

/** True for the beginning of JSON lines that are events: objects with a `type`. */
export function looksLikeEvents(start: Buffer): boolean {
  const text = start.toString("utf8").replace(/^\uFEFF?\s*/, "");
  const end = text.indexOf("\n");
  if (end >= 0 || start.length < sniffBytes)
    return isEventLine(end < 0 ? text : text.slice(0, end));
  // The first event can be longer than what was read of it.
  return text.startsWith("{") && /"type"\s*:\s*"/.test(text);
}
