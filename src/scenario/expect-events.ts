import type { JsonObject } from "../json/json.ts";
import { resolvePointer } from "../json/pointer.ts";
import { show } from "../json/show.ts";
import { mismatch } from "./match.ts";
import { describeEvents, type Observed } from "./observed.ts";
import { UnresolvedReference, type ReferenceContext } from "./references.ts";
import type { EventPattern, SourcePlace, Step } from "./types.ts";

/** Records one failure: what was checked, where it is expected, and what came. */
export type Fail = (
  what: string,
  place: SourcePlace,
  failure: { message: string; expected: string; actual: string },
) => void;

/** Runs a check; if a reference in it has no value, that is a failure of the expectation. */
export function guard(what: string, place: SourcePlace, fail: Fail, run: () => void): void {
  try {
    run();
  } catch (error) {
    if (!(error instanceof UnresolvedReference)) throw error;
    const { expression, reason } = error;
    const message = `${what} cannot be compared with ${expression}: ${reason}`;
    fail(what, place, { message, expected: `a value of ${expression}`, actual: reason });
  }
}

/** Checks the `events` of an `expect`. */
export function checkEvents(
  step: Step,
  observed: Observed,
  context: ReferenceContext,
  fail: Fail,
): void {
  const { contains, inOrder, never, count } = step.expect.events;
  const { events } = observed;
  const matches =
    (pattern: EventPattern) =>
    (event: JsonObject): boolean =>
      event["type"] === pattern.type &&
      pattern.where.every(
        ({ pointer, matcher }) => !mismatch(matcher, resolvePointer(event, pointer), context),
      );

  for (const pattern of contains)
    guard("events contains", pattern.place, fail, () => {
      if (events.some(matches(pattern))) return;
      const expected = describePattern(pattern);
      fail("events contains", pattern.place, {
        message: `expected an event ${expected}, but none came`,
        expected,
        actual: describeEvents(events),
      });
    });

  let from = 0;
  let before: EventPattern | undefined;
  for (const pattern of inOrder) {
    let found = -1;
    guard("events inOrder", pattern.place, fail, () => {
      found = events.findIndex((event, index) => index >= from && matches(pattern)(event));
      if (found >= 0) return;
      const after = before ? ` after ${describePattern(before)} (event ${from - 1})` : "";
      fail("events inOrder", pattern.place, {
        message: `expected an event ${describePattern(pattern)}${after}, but none came`,
        expected: inOrder.map(describePattern).join(", then "),
        actual: describeEvents(events),
      });
    });
    // The events after a missing one have no place to search from, so one failure is enough.
    if (found < 0) break;
    from = found + 1;
    before = pattern;
  }

  for (const pattern of never)
    guard("events never", pattern.place, fail, () => {
      const found = events.findIndex(matches(pattern));
      if (found < 0) return;
      fail("events never", pattern.place, {
        message: `event ${found} is ${describePattern(pattern)}, which must not be sent`,
        expected: `no ${describePattern(pattern)}`,
        actual: show(events[found]),
      });
    });

  for (const { type, matcher } of count) {
    const what = `events count ${type}`;
    guard(what, matcher.place, fail, () => {
      const times = events.filter((event) => event["type"] === type).length;
      const wrong = mismatch(matcher, times, context);
      if (!wrong) return;
      const message = `expected ${type} ${wrong.expected} times, but it came ${times} times`;
      fail(what, matcher.place, { message, expected: wrong.expected, actual: wrong.actual });
    });
  }
}

function describePattern({ type, where }: EventPattern): string {
  return where.length === 0
    ? type
    : `${type} with the expected ${where.map(({ pointer }) => pointer).join(", ")}`;
}
