import { parseLocated, type Located } from "../scenario/located.ts";
import {
  createProblems,
  meaningError,
  readFields,
  readList,
  readString,
  shapeError,
  valuesOf,
  type Problems,
} from "../scenario/read.ts";
import { globTest } from "../scenario/glob.ts";
import { didYouMean } from "../scenario/suggest.ts";
import { showPlace, type SourceError } from "../scenario/types.ts";
import type { Waiver } from "../result/waiver.ts";
import { readBounded } from "./file.ts";

/** The waivers of a file, and all its errors. */
export interface WaiverFile {
  waivers: Waiver[];
  errors: SourceError[];
}

/** The rules and scenarios that waivers may name; a list that is undefined is not checked. */
export interface WaiverScope {
  ruleIds: readonly string[];
  scenarioIds?: readonly string[];
  /** Take entries whose reason is still to be filled in: they are known, and waive nothing yet. */
  unfinished?: boolean;
}

/** Keys of a waiver, in the order of the documentation. */
export const waiverKeys = ["rule", "scenario", "reason", "until", "issue"] as const;

const mostBytes = 2 ** 20;

/** Reads a waiver file. @returns undefined if there is no such file */
export async function readWaiverFile(
  path: string,
  shown: string,
  scope: WaiverScope,
): Promise<(WaiverFile & { text: string }) | undefined> {
  let text: string;
  try {
    text = await readBounded(path, mostBytes);
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    const message = `cannot be read: ${error instanceof Error ? error.message : String(error)}`;
    return { text: "", waivers: [], errors: [{ file: shown, line: 0, column: 0, message }] };
  }
  return { ...parseWaivers(text, shown, scope), text };
}

/** Reads the text of a waiver file: a list of `{ rule, scenario, reason, until, issue }`. Every error is reported. */
export function parseWaivers(text: string, file: string, scope: WaiverScope): WaiverFile {
  const { root, errors } = parseLocated(text, file);
  // An empty file waives nothing.
  if (!root || (root.kind === "scalar" && root.value === null)) return { waivers: [], errors };
  const problems = createProblems();
  const waivers = readList(problems, root, "the list of waivers", (item) =>
    readWaiver(problems, item, scope),
  );
  const found = [...errors, ...problems.shape, ...problems.meaning];
  return {
    waivers,
    errors: found.toSorted((a, b) => a.line - b.line || a.column - b.column),
  };
}

function readWaiver(
  problems: Problems,
  located: Located,
  { ruleIds, scenarioIds, unfinished = false }: WaiverScope,
): Waiver | undefined {
  const fields = readFields(problems, located, "a waiver", {
    known: waiverKeys,
    required: ["rule", "reason"],
  });
  if (!fields) return undefined;
  const value = valuesOf<(typeof waiverKeys)[number]>(problems, fields);
  const at = (key: (typeof waiverKeys)[number]): Located | undefined => fields.get(key)?.value;
  const rule = value.string("rule");
  const ruleAt = at("rule");
  if (rule !== undefined && ruleAt && !/^expect( .+)?$/.test(rule) && !ruleIds.includes(rule))
    meaningError(
      problems,
      ruleAt.place,
      `there is no rule "${rule}".${didYouMean(rule, ruleIds) || " For an expectation of a scenario, write `expect`."}`,
    );
  const scenario = value.string("scenario");
  const scenarioAt = at("scenario");
  if (scenario !== undefined && scenarioAt && scenarioIds && !scenarioIds.some(globTest(scenario)))
    meaningError(
      problems,
      scenarioAt.place,
      `no scenario matches "${scenario}".${didYouMean(scenario, scenarioIds)}`,
    );
  const until = value.string("until");
  const untilAt = at("until");
  if (until !== undefined && untilAt && !isDay(until))
    shapeError(problems, untilAt.place, `until must be a date such as 2027-01-31, not "${until}"`);
  const issue = value.string("issue");
  const reason = value.by("reason", (located) => readReason(problems, located, unfinished));
  if (rule === undefined || reason === undefined) return undefined;
  return { rule, scenario, reason, until, issue, place: showPlace(located.place) };
}

function readReason(problems: Problems, located: Located, unfinished: boolean): string | undefined {
  const { value } = located.kind === "scalar" ? located : { value: undefined };
  if (value !== null && !(typeof value === "string" && value.trim() === ""))
    return readString(problems, located, "reason");
  if (unfinished) return "";
  shapeError(problems, located.place, "the reason is empty; write why this failure is known");
  return undefined;
}

function isDay(text: string): boolean {
  return (
    /^\d{4}-\d{2}-\d{2}$/.test(text) &&
    !Number.isNaN(Date.parse(text)) &&
    new Date(text).toISOString().startsWith(text)
  );
}
