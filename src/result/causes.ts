import { breaksClients } from "./impact.ts";
import type { RunResult } from "./run.ts";
import { shapeOf, type Shape } from "./shapes.ts";
import {
  expectationId,
  strength,
  timesOf,
  violationsIn,
  type Binding,
  type Violation,
} from "./violation.ts";

/** What a cause is: a way of writing that runs through the answers, a capability without effect, or any other mistake. */
export type CauseSort = "shape" | "ignored" | "finding";

/** Violations with the same text. */
export interface Case {
  message: string;
  /** The strictest level in each dialect in which it occurs. */
  levels: Map<string, Binding>;
  /** Ids of the scenarios in which it occurs. */
  scenarios: string[];
  /** How often it was seen. */
  count: number;
}

/** One mistake of the endpoint, as it is told to people. */
export interface Cause extends Case {
  sort: CauseSort;
  /** The same for the same cause of two runs. */
  key: string;
  /** What `message` and the counts are about: the first violation that counts. */
  first: Violation;
  /** The cases with other texts, the most frequent first. */
  others: Case[];
  /** All violations of all cases, dialect by dialect. */
  violations: Violation[];
  /** Ids of the scenarios of all cases, in order. */
  everywhere: string[];
  /** Rules that the same mistake violates as well, each with the number of its findings. */
  follows: Map<string, number>;
  /** Ids of the scenarios that do not apply because of it. */
  blocked: string[];
}

/** The strictest level of a cause or a case. */
export const strictest = ({ levels }: Pick<Case, "levels">): Binding =>
  [...levels.values()].reduce((a, b) => (strength[b] > strength[a] ? b : a));

/** Violations that count. */
const notWaived = ({ waived }: Violation): boolean => waived === undefined;

interface Gathered {
  key: string;
  shape: Shape | undefined;
  violations: Violation[];
}

/** The capability that a probe found ignored. A required capability that is not offered fails each scenario, and is a finding. */
const capabilityIn = ({ expectation, scenario }: Violation): string | undefined =>
  scenario.suite === "capability"
    ? /^capability (.+)$/.exec(expectation?.what ?? "")?.[1]
    : undefined;

/**
 * The causes of a run. Dialects are joined: the same mistake in two dialects is one cause. MUST comes before SHOULD, then what
 * breaks clients, then what shows in the most scenarios; what is merely left out comes last.
 * @param belongs which violations are told; by default, those that are not waived
 */
export function causesOf(
  run: Pick<RunResult, "dialects" | "scenarios" | "rules">,
  belongs: (violation: Violation) => boolean = notWaived,
): Cause[] {
  const found = new Map<string, Gathered>();
  for (const { name } of run.dialects)
    for (const scenario of run.scenarios)
      for (const violation of violationsIn(run, scenario, name)) {
        if (!belongs(violation)) continue;
        const shape = shapeOf(violation);
        const kind = shape ? `shape ${shape.id}` : violation.key;
        const key = violation.waived === undefined ? kind : `${kind} ${violation.waived}`;
        const gathered = found.get(key) ?? { key, shape, violations: [] };
        found.set(key, gathered);
        gathered.violations.push(violation);
      }
  return [...found.values()]
    .map((gathered) => [causeOf(gathered, run), rankOf(gathered)] as const)
    .toSorted(
      ([a, ranked], [b, other]) =>
        strength[strictest(everyCase(b))] - strength[strictest(everyCase(a))] ||
        other - ranked ||
        reach(b) - reach(a),
    )
    .map(([cause]) => cause);
}

/** How many scenarios a cause fails, or keeps from being tested. */
const reach = ({ everywhere, blocked }: Cause): number => everywhere.length + blocked.length;

/** A cause with the strictest level of all its cases in each dialect. */
export const everyCase = ({ violations }: Cause): Pick<Case, "levels"> => ({
  levels: levelsOf(violations),
});

/** How soon a cause is told: what breaks clients before the rest, and both before what is merely left out. */
function rankOf({ shape, violations }: Gathered): number {
  const breaks = violations.some(breaksClients);
  return (shape?.absent ? 0 : 2) + (breaks ? 1 : 0);
}

function levelsOf(violations: readonly Violation[]): Map<string, Binding> {
  const levels = new Map<string, Binding>();
  for (const { dialect, level } of violations) {
    const known = levels.get(dialect);
    if (known === undefined || strength[level] > strength[known]) levels.set(dialect, level);
  }
  return levels;
}

const caseOf = (message: string, violations: readonly Violation[]): Case => ({
  message,
  levels: levelsOf(violations),
  scenarios: [...new Set(violations.map(({ scenario }) => scenario.id))],
  count: seen(violations),
});

/** How often something was seen. What several dialects mind of one exchange was seen once. */
function seen(violations: readonly Violation[]): number {
  const counts = new Map<string, number>();
  for (const violation of violations)
    counts.set(violation.dialect, (counts.get(violation.dialect) ?? 0) + timesOf(violation));
  return Math.max(0, ...counts.values());
}

function causeOf(
  { key, shape, violations }: Gathered,
  { scenarios }: Pick<RunResult, "scenarios">,
): Cause {
  const byText = new Map<string, Violation[]>();
  for (const violation of violations) {
    const alike = byText.get(violation.message);
    if (alike) alike.push(violation);
    else byText.set(violation.message, [violation]);
  }
  const most = strength[strictest({ levels: levelsOf(violations) })];
  const texts = [...byText].toSorted(
    ([, a], [, b]) =>
      Number(strongest(b) === most) - Number(strongest(a) === most) ||
      caseOf("", b).scenarios.length - caseOf("", a).scenarios.length,
  );
  const [[message = "", headmost = violations] = [], ...rest] = texts;
  const first = clearest(shape?.headline ? violations : headmost);
  const told = shape?.headline
    ? caseOf(shape.headline(violations), violations)
    : caseOf(message, headmost);
  const ignored = capabilityIn(first);
  return {
    ...told,
    sort: shape ? "shape" : ignored === undefined ? "finding" : "ignored",
    key,
    first,
    others: shape?.headline ? [] : rest.map(([text, alike]) => caseOf(text, alike)),
    violations,
    everywhere: caseOf("", violations).scenarios,
    follows: followsOf(violations),
    blocked:
      ignored === undefined
        ? []
        : scenarios
            .filter(({ results }) => results.some(({ lacks }) => lacks === ignored))
            .map(({ id }) => id),
  };
}

const strongest = (violations: readonly Violation[]): number =>
  Math.max(...violations.map(({ level }) => strength[level]));

/** The violation that shows a case best: one that counts most, with its values, and the first of these. */
function clearest(violations: readonly Violation[]): Violation {
  const most = strongest(violations);
  const strict = violations.filter(({ level }) => strength[level] === most);
  const full = strict.find(({ finding }) => finding?.actual !== undefined);
  const [first] = strict;
  if (!first) throw new Error("a case has no violation");
  return full ?? first;
}

function followsOf(violations: readonly Violation[]): Map<string, number> {
  const follows = new Map<string, number>();
  for (const { finding } of violations)
    for (const { rule, count } of finding?.consequences ?? [])
      follows.set(rule, (follows.get(rule) ?? 0) + count);
  return follows;
}

/** How many causes and findings of one dialect fail a run: MUST, or with `strict` also SHOULD. */
export function countCauses(
  run: Pick<RunResult, "dialects" | "scenarios" | "rules">,
  dialect: string,
  strict: boolean,
): { causes: number; findings: number } {
  const counts = ({ level, dialect: by }: Violation): boolean =>
    by === dialect && (level === "must" || (strict && level === "should"));
  const causes = causesOf(run).map(({ violations }) => violations.filter(counts).length);
  return {
    causes: causes.filter((findings) => findings > 0).length,
    findings: causes.reduce((sum, findings) => sum + findings, 0),
  };
}

/** The name of a cause: its rule, or what a scenario expects. */
export const causeName = ({ id, expectation }: Violation): string =>
  expectation ? `${expectationId} ${expectation.what}` : id;
