import type { RunResult } from "../../result/run.ts";
import { causesOf, type Cause } from "../../result/causes.ts";
import type { Violation } from "../../result/violation.ts";
import { failureId, once, placeId } from "./ids.ts";

/** A cause, with every place of it. */
export interface Failure {
  id: string;
  group: Cause;
  /** The reason of the waiver that covers it. */
  waived: string | undefined;
  /** The first one is shown in full. */
  places: Place[];
}

/** The same violation on the same step, in each dialect that has it. */
export interface Place {
  id: string;
  /** The one with the strictest level. */
  violation: Violation;
  dialects: string[];
}

/** All failures of a run: those that count, then the waived ones. */
export function failuresOf(run: RunResult): Failure[] {
  const taken = new Set<string>();
  const failure = (group: Cause, waived: string | undefined): Failure => {
    const { finding, expectation, key } = group.first;
    const subject = finding ?? { expect: expectation?.what ?? "", kind: key };
    const id = once(taken, failureId(subject, waived));
    return { id, group, waived, places: placesOf(id, group, taken) };
  };
  return [
    ...causesOf(run).map((group) => failure(group, undefined)),
    ...causesOf(run, ({ waived }) => waived !== undefined).map((group) =>
      failure(group, group.first.waived),
    ),
  ];
}

function placesOf(failure: string, group: Cause, taken: Set<string>): Place[] {
  const places: Place[] = [];
  const known = new Map<string, Place[]>();
  const others = group.violations.filter((violation) => violation !== group.first);
  for (const violation of [group.first, ...others]) {
    const { dialect, scenario, step, finding, expectation } = violation;
    const name = placeId(failure, { scenario: scenario.id, step, key: finding?.key });
    const same = `${name} ${expectation?.place ?? ""} ${expectation?.message ?? ""}`;
    const alike = known.get(same) ?? [];
    known.set(same, alike);
    const elsewhere = alike.find(({ dialects }) => !dialects.includes(dialect));
    if (elsewhere) {
      elsewhere.dialects.push(dialect);
      continue;
    }
    const place = { id: once(taken, name), violation, dialects: [dialect] };
    alike.push(place);
    places.push(place);
  }
  return places;
}
