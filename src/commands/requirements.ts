import { readFileSync } from "node:fs";
import { parse } from "yaml";
import { assetPath } from "../assets/assets.ts";
import type { Json } from "../json/json.ts";
import { clip, digits, plural, safe } from "../report/text.ts";
import { outcomeFor, type RequirementOutcome, type SelftestOutcome } from "./selftest/outcome.ts";

/** A requirement, and what tests it. suites/requirements.yaml explains the fields. */
export interface Requirement {
  id: string;
  level: "must" | "should" | "may" | "stated";
  text: string;
  /** References as rules give them, `vendors`, or ids of reported bugs. */
  source: string[];
  rules: string[];
  scenarios: string[];
  /** The suite that will test it, or the rest of it. */
  later: string | undefined;
  /** Why nothing tests it. */
  excluded: string | undefined;
}

/** The requirements of the package, in the order of their file. */
export function readRequirements(): Requirement[] {
  const file = assetPath("suites", "requirements.yaml");
  const rows = parse(readFileSync(file, "utf8")) as (Partial<Requirement> &
    Pick<Requirement, "id" | "level" | "text" | "source">)[];
  return rows.map(({ rules = [], scenarios = [], later, excluded, ...row }) => ({
    ...row,
    rules,
    scenarios,
    later,
    excluded,
  }));
}

const width = 96;
const indent = 18;

/** Words in lines of a width that is easy to read. */
function wrapped(words: readonly string[]): string[] {
  const lines: string[] = [];
  for (const word of words) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + word.length < width - indent - 11)
      lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}

/** What the last self test exercised of a requirement, if rules or scenarios test it. */
const exercisedOf = (
  requirement: Requirement,
  outcome: SelftestOutcome | undefined,
): RequirementOutcome | undefined =>
  outcome && requirement.rules.length + requirement.scenarios.length > 0
    ? outcomeFor(requirement, outcome)
    : undefined;

const times = (count: number): string => (count === 1 ? "once" : `${digits(count)} times`);

/** What the last self test exercised of a requirement, in words. */
function exercisedText({ exercised, scenarioRuns, faults, killed }: RequirementOutcome): string {
  const parts = [
    exercised > 0 ? `rules exercised ${times(exercised)}` : "",
    scenarioRuns > 0 ? `scenarios ran ${times(scenarioRuns)}` : "",
    faults > 0 ? `${killed} of ${plural(faults, "fault")} found` : "no fault tried",
  ];
  const said = parts.filter((part) => part !== "").join(", ");
  return exercised + scenarioRuns > 0 ? said : `not exercised, ${said}`;
}

function block(requirement: Requirement, outcome: SelftestOutcome | undefined): string {
  const { id, level, text, rules, scenarios, later, excluded } = requirement;
  const seen = exercisedOf(requirement, outcome);
  const groups: [string, string[]][] = [
    ["rules", rules.map((rule, index) => (index < rules.length - 1 ? `${rule},` : rule))],
    [
      "scenarios",
      scenarios.map((name, index) => (index < scenarios.length - 1 ? `${name},` : name)),
    ],
    ["selftest", seen === undefined ? [] : exercisedText(seen).split(" ")],
    ["open", later === undefined ? [] : `the suite ${later} will test it`.split(" ")],
    ["excluded", excluded === undefined ? [] : excluded.split(" ")],
  ];
  const lines = groups.flatMap(([name, words]) =>
    wrapped(words).map(
      (line, index) => `${" ".repeat(indent)}${(index === 0 ? name : "").padEnd(11)}${line}`,
    ),
  );
  return [`${id.padEnd(indent)}${level.padEnd(11)}${text}`, ...lines].map(safe).join("\n");
}

/** The command that writes an outcome. */
const command = "responses-conformance selftest";

/** Which self test the outcomes come from, and whether it was complete and of this version. */
function selftestLine(outcome: SelftestOutcome | undefined, version: string): string {
  if (!outcome) return `no selftest has run yet; run ${command}`;
  const parts = [
    `selftest of ${clip(outcome.finishedAt, 40)}, version ${clip(outcome.version, 40)}`,
  ];
  if (outcome.only.length > 0) parts.push(clip(`only ${outcome.only.join(" and ")}`, 200));
  if (outcome.interrupted) parts.push("interrupted");
  if (outcome.version !== version) parts.push(`this is version ${version}; run ${command} again`);
  return safe(parts.join("; "));
}

/**
 * The requirements as text: what tests each one and what the last self test exercised of it, then a line of counts
 * and a line about the self test.
 */
export function requirementsText(
  requirements: readonly Requirement[],
  outcome: SelftestOutcome | undefined,
  version: string,
): string {
  const excluded = requirements.filter((one) => one.excluded !== undefined).length;
  const open = requirements.filter((one) => one.later !== undefined).length;
  const tested = requirements.filter(
    (one) => one.rules.length + one.scenarios.length > 0 && one.later === undefined,
  ).length;
  const count = `${plural(requirements.length, "requirement")}: ${tested} tested, ${open} open, ${excluded} excluded`;
  const blocks = requirements.map((requirement) => block(requirement, outcome));
  return `${blocks.join("\n")}\n\n${count}\n${selftestLine(outcome, version)}\n`;
}

/** A requirement as a row of JSON. */
export function requirementRow(
  requirement: Requirement,
  outcome: SelftestOutcome | undefined,
): Record<string, Json> {
  const { id, later, excluded, ...row } = requirement;
  const seen = exercisedOf(requirement, outcome);
  return {
    requirement: id,
    ...row,
    ...(later === undefined ? {} : { later }),
    ...(excluded === undefined ? {} : { excluded }),
    selftest:
      outcome && seen
        ? { version: outcome.version, finishedAt: outcome.finishedAt, ...seen }
        : null,
  };
}
