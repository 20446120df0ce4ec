import { relative } from "node:path";
import { readWaiverFile } from "../config/waivers.ts";
import { plural } from "../report/text.ts";
import type { RunResult } from "../result/run.ts";
import { countedViolations, type Waiver } from "../result/waiver.ts";
import { writeWhole } from "./io.ts";
import { ruleIds } from "./judging.ts";
import { fileError, UsageError } from "../config/usage-error.ts";

/** A waiver file, and what was read from it. */
export interface WaiverSource {
  path: string;
  /** Path as messages show it. */
  shown: string;
  text: string;
  /** Entries with an empty reason are not filled in yet; they waive nothing. */
  waivers: Waiver[];
}

/**
 * Reads the waivers of a run.
 * @param update accept a file that does not exist yet, and entries without a reason
 * @throws UsageError for a file that is missing or has errors
 */
export async function loadWaivers(
  path: string,
  cwd: string,
  update: boolean,
): Promise<WaiverSource> {
  const below = relative(cwd, path);
  const shown = below.startsWith("..") ? path : below;
  const read = await readWaiverFile(path, shown, { ruleIds, unfinished: update });
  if (!read && !update)
    throw new UsageError(`the waiver file ${shown} does not exist; --update-waivers writes one`);
  const { text, waivers, errors } = read ?? { text: "", waivers: [], errors: [] };
  if (errors.length > 0) throw fileError(errors);
  return { path, shown, text, waivers };
}

/** A YAML scalar, quoted if it might not be read as a string. */
const scalar = (text: string): string =>
  /^[A-Za-z][\w./ -]*[\w]$/.test(text) ? text : JSON.stringify(text);

const entryOf = (rule: string, scenario: string, indent: string): string =>
  `${indent}- rule: ${scalar(rule)}\n${indent}  scenario: ${scalar(scenario)}\n${indent}  reason: ""\n`;

/**
 * Adds to a waiver file each failure of the first dialect that is not waived, with an empty reason. What the file has
 * already is kept.
 * @returns a line for the user: what was added
 */
export async function updateWaivers(
  { path, shown, text, waivers }: WaiverSource,
  run: RunResult,
  strict: boolean,
): Promise<string> {
  const known = new Set(waivers.map(({ rule, scenario }) => `${rule} ${scenario ?? ""}`));
  const wanted = new Map<string, [rule: string, scenario: string]>();
  for (const { id, results } of run.scenarios)
    for (const result of results)
      if (result.dialect === run.dialects[0]?.name)
        for (const one of countedViolations(result, strict)) {
          const rule = "rule" in one ? one.rule : `expect ${one.what}`;
          if (!known.has(`${rule} ${id}`)) wanted.set(`${rule} ${id}`, [rule, id]);
        }
  if (wanted.size === 0) return `${shown}: no new failure, so no waiver was added`;
  await writeWhole(path, await withEntries(text, [...wanted.values()]));
  return `${shown}: ${plural(wanted.size, "waiver")} added; write a reason for each, because a waiver without a reason is an error`;
}

async function withEntries(text: string, entries: [string, string][]): Promise<string> {
  const first = text.split("\n").find((line) => !/^\s*(#.*)?$|^---\s*$/.test(line));
  const indent = /^(\s*)- /.exec(first ?? "")?.[1];
  const before = text === "" || text.endsWith("\n") ? text : `${text}\n`;
  if (first === undefined || indent !== undefined)
    return before + entries.map(([rule, id]) => entryOf(rule, id, indent ?? "")).join("");
  // Entries cannot be appended to a list in brackets, so it becomes a list with dashes.
  const { isSeq, parseDocument } = await import("./yaml.ts");
  const document = parseDocument(text);
  if (isSeq(document.contents)) document.contents.flow = false;
  for (const [rule, scenario] of entries)
    document.add(document.createNode({ rule, scenario, reason: "" }));
  return document.toString({ lineWidth: 0 });
}
