import type { RunResult } from "../../result/run.ts";
import { expectationId } from "../../result/violation.ts";
import { shortNames } from "../violations.ts";
import type { Failure } from "./failures.ts";
import { scenarioId } from "./ids.ts";

/** Scenarios by rules, as numbers: the data from which the script of the page makes its matrix. */
export interface MatrixData {
  dialects: string[];
  /** Ids of rules; the last one is for expectations of scenarios. */
  rules: string[];
  /** In each dialect, 1 for a rule that judges. */
  inPlay: number[][];
  scenarios: {
    name: string;
    suite: string;
    /** Id of its element. */
    link: string;
    /** In each dialect: the number of a rule, then how often it evaluated its subject. */
    exercised: number[][];
  }[];
  failures: {
    /** Id of its element. */
    link: string;
    /** Numbers of the scenario, of the rule, and of the dialects that have it. */
    scenario: number;
    rule: number;
    dialects: number[];
    kind: "failed" | "warned" | "waived";
  }[];
}

const kindOf = (level: string, waived: string | undefined): "failed" | "warned" | "waived" =>
  waived !== undefined ? "waived" : level === "must" ? "failed" : "warned";

/** The data of the matrix of scenarios by rules. */
export function matrixData(run: RunResult, failures: readonly Failure[]): MatrixData {
  const dialects = run.dialects.map(({ name }) => name);
  const rules = [...run.rules.map(({ id }) => id), expectationId];
  const numberOf = new Map(rules.map((id, at) => [id, at]));
  const short = shortNames(run);
  const scenarioIndex = new Map(run.scenarios.map(({ id }, at) => [id, at]));
  return {
    dialects,
    rules,
    inPlay: dialects.map((name) => [
      ...run.rules.map(({ requirement }) => Number(requirement[name] !== "off")),
      1,
    ]),
    scenarios: run.scenarios.map(({ id, suite, results }) => ({
      name: short(id),
      suite,
      link: scenarioId(id),
      exercised: dialects.map((name) => {
        const { exercised = {} } = results.find(({ dialect }) => dialect === name) ?? {};
        return Object.entries(exercised).flatMap(([rule, times]) => {
          const number = numberOf.get(rule);
          return number === undefined ? [] : [number, times];
        });
      }),
    })),
    failures: failures.flatMap(({ places, waived }) =>
      places.map((place) => ({
        link: place.id,
        scenario: scenarioIndex.get(place.violation.scenario.id) ?? -1,
        rule: numberOf.get(place.violation.id) ?? -1,
        dialects: place.dialects.map((name) => dialects.indexOf(name)),
        kind: kindOf(place.violation.level, waived),
      })),
    ),
  };
}
