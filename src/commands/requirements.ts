import { readFileSync } from "node:fs";
import { parse } from "yaml";
import { assetPath } from "../assets/assets.ts";
import { plural, safe } from "../report/text.ts";

/** A requirement, and what tests it. suites/requirements.yaml says what the fields mean. */
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

/** The requirements that ship with the package, in the order of their file. */
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

function block({ id, level, text, rules, scenarios, later, excluded }: Requirement): string {
  const told: [string, string[]][] = [
    ["rules", rules.map((rule, index) => (index < rules.length - 1 ? `${rule},` : rule))],
    [
      "scenarios",
      scenarios.map((name, index) => (index < scenarios.length - 1 ? `${name},` : name)),
    ],
    ["open", later === undefined ? [] : `the suite ${later} is still to come`.split(" ")],
    ["excluded", excluded === undefined ? [] : excluded.split(" ")],
  ];
  const lines = told.flatMap(([name, words]) =>
    wrapped(words).map(
      (line, index) => `${" ".repeat(indent)}${(index === 0 ? name : "").padEnd(11)}${line}`,
    ),
  );
  return [`${id.padEnd(indent)}${level.padEnd(11)}${text}`, ...lines].map(safe).join("\n");
}

/** The requirements as text, each with what tests it, and a line that counts them. */
export function requirementsText(requirements: readonly Requirement[]): string {
  const excluded = requirements.filter((one) => one.excluded !== undefined).length;
  const open = requirements.filter((one) => one.later !== undefined).length;
  const tested = requirements.filter(
    (one) => one.rules.length + one.scenarios.length > 0 && one.later === undefined,
  ).length;
  const count = `${plural(requirements.length, "requirement")}: ${tested} tested, ${open} open or in part, ${excluded} excluded`;
  return `${requirements.map(block).join("\n")}\n\n${count}\n`;
}
