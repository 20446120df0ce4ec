import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { assetPath } from "../../src/assets/assets.ts";

/** A folder of material beside the checkout; undefined where it is not there. */
export function sharedFolder(name: string): string | undefined {
  const folder = join(process.env["SHARED_DIR"] ?? assetPath("..", "shared"), name);
  return existsSync(folder) ? folder : undefined;
}

/** Folder with recorded streams of real servers; undefined where there is none beside the checkout. */
export const corpusFolder = (): string | undefined => sharedFolder("corpus");

export interface Recording {
  name: string;
  file: string;
  provider: string;
  form: "sse" | "jsonl";
  /** False for streams from before 2025-06: an old revision, not a model to follow. */
  numbered: boolean;
}

/** The recorded streams, as their index describes them. */
export function recordings(folder: string): Recording[] {
  const [header = "", ...rows] = readFileSync(join(folder, "index.tsv"), "utf8")
    .trimEnd()
    .split("\n");
  const columns = header.split("\t");
  const present = new Set(readdirSync(folder));
  return rows.flatMap((row) => {
    const cells = row.split("\t");
    const cell = (name: string): string => cells[columns.indexOf(name)] ?? "";
    const name = cell("file");
    if (!present.has(name)) return [];
    const form = name.endsWith(".sse") ? "sse" : "jsonl";
    return [
      {
        name,
        file: join(folder, name),
        provider: cell("provider"),
        form,
        numbered: cell("has_sequence_number") === "y",
      },
    ];
  });
}

/** Says on the console that a test had nothing to run on. */
export function leftOut(what: string): void {
  console.log(
    `left out: ${what} (no recorded streams beside the checkout; set SHARED_DIR to a folder that holds corpus/)`,
  );
}
