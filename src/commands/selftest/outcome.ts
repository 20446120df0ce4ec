import { homedir } from "node:os";
import { isAbsolute, join } from "node:path";
import { arrayAt, isObject, objectAt, parseJson, stringAt, type Json } from "../../json/json.ts";
import type { RunResult } from "../../result/run.ts";
import type { Trial } from "../../result/trial.ts";
import { readSmallFile, writeWholeIn, type Io } from "../io.ts";

/** What a self test exercised. It is kept in a file, where `list requirements` reads it. */
export interface SelftestOutcome {
  /** Version of this program. */
  version: string;
  /** ISO 8601. */
  finishedAt: string;
  /** Globs that limited it; empty if it tried everything. */
  only: string[];
  interrupted: boolean;
  /** How often each rule evaluated its subject, over all runs and dialects. */
  rules: Record<string, number>;
  /** How often each scenario ended in pass, fail or warn, over all runs and dialects. */
  scenarios: Record<string, number>;
  /** Each fault that was tried. */
  faults: Record<string, FaultOutcome>;
}

export interface FaultOutcome {
  /** Rule or scenario that must report it. */
  breaks: string;
  killed: boolean;
}

/** Counts over all runs of a self test. */
export type Tally = Pick<SelftestOutcome, "rules" | "scenarios">;

const increase = (counts: Record<string, number>, id: string, by: number): void => {
  counts[id] = (counts[id] ?? 0) + by;
};

/** Adds what a run exercised. A scenario that evaluated nothing does not count. */
export function tallyRun(tally: Tally, run: RunResult): void {
  for (const { id, results } of run.scenarios)
    for (const { verdict, exercised } of results) {
      for (const [rule, times] of Object.entries(exercised)) increase(tally.rules, rule, times);
      if (["pass", "fail", "warn"].includes(verdict)) increase(tally.scenarios, id, 1);
    }
}

/** Adds one tally to another. */
export function addTally(tally: Tally, more: Tally): void {
  for (const kind of ["rules", "scenarios"] as const)
    for (const [id, times] of Object.entries(more[kind])) increase(tally[kind], id, times);
}

/** Which faults a self test found, by id. */
export const faultOutcomes = (trials: readonly Trial[]): Record<string, FaultOutcome> =>
  Object.fromEntries(
    trials.map(({ id, breaks = "", passed }) => [id, { breaks, killed: passed }] as const),
  );

/** Where the outcome is kept: in the cache folder of the user. */
export function outcomeFile(
  env: Io["env"],
  { platform = process.platform, home = homedir() }: { platform?: string; home?: string } = {},
): string {
  const named = [env["XDG_CACHE_HOME"], platform === "win32" ? env["LOCALAPPDATA"] : undefined];
  // The XDG specification has relative paths ignored.
  const cache = named.find((path) => path !== undefined && isAbsolute(path));
  return join(cache ?? join(env["HOME"] ?? home, ".cache"), "responses-conformance/selftest.json");
}

const format = 1;

/** Writes the outcome of a self test. @returns why it could not be written, if so */
export async function keepOutcome(
  file: string,
  outcome: SelftestOutcome,
): Promise<string | undefined> {
  try {
    await writeWholeIn(file, `${JSON.stringify({ format, ...outcome }, undefined, 2)}\n`);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** Far above what a self test writes. */
const maxBytes = 1 << 20;

/** The outcome of the last self test: undefined if there is none, `problem` if its file cannot be read. */
export async function readOutcome(
  file: string,
): Promise<{ outcome: SelftestOutcome | undefined } | { problem: string }> {
  let text: string | undefined;
  try {
    text = await readSmallFile(file, maxBytes);
  } catch (error) {
    return { problem: error instanceof Error ? error.message : String(error) };
  }
  if (text === undefined) return { outcome: undefined };
  const parsed = parseJson(text);
  if ("error" in parsed) return { problem: `it is not JSON: ${parsed.error}` };
  try {
    return { outcome: outcomeOf(parsed.value) };
  } catch (error) {
    return { problem: error instanceof Error ? error.message : String(error) };
  }
}

/** @throws Error that names the field with a wrong value */
function outcomeOf(value: Json): SelftestOutcome {
  if (!isObject(value)) throw new Error("it is not a JSON object");
  if (value["format"] !== format) throw new Error(`its format is not ${format}`);
  const version = demand(stringAt(value, "version"), "version");
  const finishedAt = demand(stringAt(value, "finishedAt"), "finishedAt");
  if (Number.isNaN(Date.parse(finishedAt))) throw new Error('its "finishedAt" is not a date');
  const only = demand(arrayAt(value, "only"), "only").filter((glob) => typeof glob === "string");
  const { interrupted } = value;
  if (typeof interrupted !== "boolean") throw new Error('its "interrupted" is missing or wrong');
  return {
    version,
    finishedAt,
    only,
    interrupted,
    rules: byId(value, "rules", (count) => (isCount(count) ? count : undefined)),
    scenarios: byId(value, "scenarios", (count) => (isCount(count) ? count : undefined)),
    faults: byId(value, "faults", (fault) => {
      const breaks = stringAt(fault, "breaks");
      const killed = isObject(fault) ? fault["killed"] : undefined;
      return breaks === undefined || typeof killed !== "boolean" ? undefined : { breaks, killed };
    }),
  };
}

const isCount = (value: Json | undefined): value is number =>
  typeof value === "number" && Number.isSafeInteger(value) && value >= 0;

function demand<T>(value: T | undefined, field: string): T {
  if (value === undefined) throw new Error(`its "${field}" is missing or wrong`);
  return value;
}

function byId<T>(
  value: Json,
  field: string,
  read: (value: Json | undefined) => T | undefined,
): Record<string, T> {
  const entries = Object.entries(demand(objectAt(value, field), field));
  return Object.fromEntries(
    entries.map(([id, one]) => [id, demand(read(one), `${field}.${id}`)] as const),
  );
}

/** What a self test exercised of one requirement. */
export interface RequirementOutcome {
  /** How often its rules evaluated their subjects. */
  exercised: number;
  /** How often its scenarios ended in pass, fail or warn. */
  scenarioRuns: number;
  /** Faults that violate one of its rules or scenarios, and how many of them were found. */
  faults: number;
  killed: number;
}

const sum = (ids: readonly string[], counts: Record<string, number>): number =>
  ids.reduce((total, id) => total + (Object.hasOwn(counts, id) ? (counts[id] ?? 0) : 0), 0);

/** What a self test exercised of a requirement, given the rules and scenarios that test it. */
export function outcomeFor(
  { rules, scenarios }: { rules: readonly string[]; scenarios: readonly string[] },
  outcome: SelftestOutcome,
): RequirementOutcome {
  const faults = Object.values(outcome.faults).filter(({ breaks }) =>
    [...rules, ...scenarios].includes(breaks),
  );
  return {
    exercised: sum(rules, outcome.rules),
    scenarioRuns: sum(scenarios, outcome.scenarios),
    faults: faults.length,
    killed: faults.filter(({ killed }) => killed).length,
  };
}
