import { mkdir, open, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { plain, type Paint } from "../report/paint.ts";
import { UsageError } from "../config/usage-error.ts";

/** The surroundings that a command may use. */
export interface Io {
  stdin: NodeJS.ReadStream;
  stdout: NodeJS.WriteStream;
  stderr: NodeJS.WriteStream;
  env: Readonly<Record<string, string | undefined>>;
  cwd: string;
}

/** Writes text and waits until it is written. If the reader has gone, the text is dropped without an error. */
export function write(stream: NodeJS.WriteStream, text: string): Promise<void> {
  return new Promise((resolve) => {
    if (stream.destroyed || !stream.writable) return resolve();
    stream.write(text, () => resolve());
  });
}

/** Colours for standard output: none with --no-color, with NO_COLOR, or in a pipe unless FORCE_COLOR is set. */
export async function paintFor(io: Io, color: boolean): Promise<Paint> {
  const { NO_COLOR: no = "", FORCE_COLOR: force, TERM: term } = io.env;
  if (!color || no !== "") return plain;
  const forced = force !== undefined && force !== "0" && force !== "false";
  if (!forced && (force !== undefined || !io.stdout.isTTY || term === "dumb")) return plain;
  const { Chalk } = await import("chalk");
  return new Chalk({ level: 1 });
}

/** Width of a line of output, in columns. */
export function widthOf(io: Io): number {
  const columns = Number(io.env["COLUMNS"] ?? "") || io.stdout.columns || 100;
  return Math.min(200, Math.max(60, columns));
}

const draftOf = (file: string): string => `${file}.${process.pid}.tmp`;

/**
 * Checks that a file can be written, before anything is sent.
 * @throws UsageError if it cannot
 */
export async function checkWritable(file: string, what = "the report"): Promise<void> {
  try {
    await mkdir(dirname(file), { recursive: true });
    const there = await stat(file).catch(() => undefined);
    if (there?.isDirectory()) throw new Error("it is a folder");
    const draft = await open(draftOf(file), "w");
    await draft.close();
    await rm(draftOf(file));
  } catch (error) {
    throw new UsageError(
      `cannot write ${what} ${file}: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}

/** Writes a file completely or not at all, so nobody reads half a report. */
export async function writeWhole(file: string, text: string): Promise<void> {
  await writeFile(draftOf(file), text);
  await rename(draftOf(file), file);
}

/** Writes a file completely or not at all, and makes its folders. @throws Error if it cannot be written */
export async function writeWholeIn(file: string, text: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  try {
    await writeWhole(file, text);
  } catch (error) {
    await rm(draftOf(file), { force: true });
    throw error;
  }
}

/**
 * Reads a file that may come from someone else.
 * @returns undefined if there is no file
 * @throws Error if it is not a regular file, has more than `maxBytes` bytes, or cannot be read
 */
export async function readSmallFile(file: string, maxBytes: number): Promise<string | undefined> {
  const there = await stat(file).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT" || error.code === "ENOTDIR") return undefined;
    throw error;
  });
  if (!there) return undefined;
  if (!there.isFile()) throw new Error("it is not a regular file");
  if (there.size > maxBytes) throw new Error(`it is larger than ${maxBytes} bytes`);
  return readFile(file, "utf8");
}
