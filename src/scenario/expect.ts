import { isObject, stringAt, type Json } from "../json/json.ts";
import { resolvePointer } from "../json/pointer.ts";
import { show } from "../json/show.ts";
import type { ExpectationFailure } from "../result/run.ts";
import { checkEvents, guard, type Fail } from "./expect-events.ts";
import { mismatch } from "./match.ts";
import { describeEvents, describeOutput, partTypes, type Observed } from "./observed.ts";
import { UnresolvedReference, type ReferenceContext } from "./references.ts";
import {
  showPlace,
  type Expectations,
  type Matcher,
  type PointerMatcher,
  type Step,
} from "./types.ts";

/** True for a step that expects something of its answer. */
export function expectsSomething({ expect }: Pick<Step, "expect">): boolean {
  const { status, headers, events, response, body, text, calls, replays } = expect;
  const { contains, inOrder, never, count } = events;
  return (
    [headers, response, body, contains, inOrder, never, count].some((list) => list.length > 0) ||
    [status, text, calls, replays].some((one) => one !== undefined)
  );
}

/**
 * Checks the answer of a step against its `expect`. Pure; it does not repeat what the rules judge in any case.
 * @param observed the answer, as `extract` completes it
 * @param context the earlier steps and this one, for runtime expressions in the expectations
 * @returns one failure for each condition that does not hold
 */
export function checkExpectations(
  step: Step,
  observed: Observed,
  context: ReferenceContext,
): ExpectationFailure[] {
  const { expect } = step;
  const failures: ExpectationFailure[] = [];
  const fail: Fail = (what, place, failure) =>
    void failures.push({
      step: step.id,
      what,
      ...failure,
      level: expect.level,
      place: showPlace(place),
    });
  const check = (what: string, matcher: Matcher, value: Json | undefined, note = ""): void => {
    guard(what, matcher.place, fail, () => {
      const wrong = mismatch(matcher, value, context);
      if (!wrong) return;
      const { expected, actual, detail } = wrong;
      const why = detail === undefined ? "" : ` (${detail})`;
      fail(what, matcher.place, {
        message: `${what} is ${actual}, expected ${expected}${why}${note}`,
        expected,
        actual,
      });
    });
  };
  const checkAll = (
    what: string,
    conditions: readonly PointerMatcher[],
    root: Json | undefined,
    absent: string,
  ): void => {
    for (const { pointer, matcher } of conditions) {
      const note = root === undefined ? `: ${absent}` : "";
      check(`${what} ${pointer}`.trimEnd(), matcher, resolvePointer(root, pointer), note);
    }
  };

  if (expect.status) check("status", expect.status, observed.status, refusal(observed));
  // A refused request has no answer to look at, and of the answer to one that should have been refused nothing is known.
  if (failures.length > 0) return failures;
  for (const { name, matcher } of expect.headers)
    check(`header ${name}`, matcher, observed.headers[name]);
  checkAll("response", expect.response, observed.response, "the answer has no finished response");
  checkAll("body", expect.body, observed.body, "the answer is not JSON");
  if (expect.text && isPossible(expect, context)) check("text", expect.text, observed.text);
  if (expect.calls) checkCalls(expect.calls, observed, check);
  checkEvents(step, observed, context, fail);
  checkReplay(step, observed, context, fail);
  return failures;
}

/** False if the control step shows that the model cannot give the expected text. */
function isPossible({ text, control }: Expectations, context: ReferenceContext): boolean {
  if (!text || control === undefined) return true;
  const shown = context.steps.get(control);
  try {
    return shown !== undefined && mismatch(text, shown.text, context) === undefined;
  } catch (error) {
    // The check itself then reports what cannot be resolved.
    if (error instanceof UnresolvedReference) return true;
    throw error;
  }
}

function checkCalls(
  matcher: Matcher,
  { calls, response }: Observed,
  check: (what: string, matcher: Matcher, value: Json, note: string) => void,
): void {
  check(
    "calls",
    matcher,
    calls,
    calls.length === 0 ? `; the output has ${describeOutput(response)}` : "",
  );
}

/** True if all conditions on a value hold. @throws UnresolvedReference if a reference in them has no value */
export function conditionsHold(
  conditions: readonly PointerMatcher[],
  root: Json | undefined,
  context: ReferenceContext,
): boolean {
  return conditions.every(
    ({ pointer, matcher }) => !mismatch(matcher, resolvePointer(root, pointer), context),
  );
}

/** The error message of a refusal, because an unexpected status alone does not explain it. */
function refusal({ status, body }: Observed): string {
  if (status < 400 || !isObject(body)) return "";
  const message = stringAt(body["error"], "message") ?? stringAt(body, "message");
  return message === undefined ? "" : `: ${show(message, 200)}`;
}

/** Checks only that both streams exist; a rule compares them. */
function checkReplay(step: Step, observed: Observed, context: ReferenceContext, fail: Fail): void {
  const { replays } = step.expect;
  if (!replays) return;
  const original = context.steps.get(replays.step);
  const expected = `the events of step ${replays.step}`;
  const actual = describeEvents(observed.events);
  if (!original || original.events.length === 0)
    return fail("replays", replays.place, {
      message: `step ${replays.step} has no stream that can be replayed`,
      expected,
      actual,
    });
  if (observed.events.length === 0)
    fail("replays", replays.place, {
      message: `expected a stream that replays step ${replays.step}, but the answer is not a stream`,
      expected,
      actual,
    });
}

/** Whether the model did what a step needs; if not, what the step wanted and what came. */
export type Provoked = { ok: true } | { ok: false; wanted: string; came: string };

/**
 * Decides whether the model did what the step's `provoke` names. An answer without a finished response (a refusal, a cut
 * stream) or with a failed one counts as provoked: the endpoint caused it, so the expectations and rules judge it. But if
 * the step wants a failed response, a refusal does not count.
 */
export function provoked(step: Step, observed: Observed, context: ReferenceContext): Provoked {
  const { provoke } = step;
  const { response } = observed;
  if (!provoke) return { ok: true };
  const { item, count, part, status, text, event } = provoke;
  if (status === "failed" && observed.status >= 400)
    return {
      ok: false,
      wanted: "a failed response",
      came: `a refusal with status ${observed.status}`,
    };
  if (!response || observed.status >= 400) return { ok: true };
  // The config says that this request fails: the model has no part in it.
  if (status === "failed" && step.provokeBody !== undefined) return { ok: true };
  // The error event alone may report a failure; the rules judge whether that is enough.
  if (status === "failed" && observed.events.some((event) => event["type"] === "error"))
    return { ok: true };
  const reached = stringAt(response, "status");
  if (status !== "failed" && reached === "failed") return { ok: true };
  if (event !== undefined && !observed.events.some((one) => one["type"] === event))
    return { ok: false, wanted: `an event ${event}`, came: describeEvents(observed.events) };
  if (item !== undefined) {
    const output = Array.isArray(response["output"]) ? response["output"] : [];
    const found = output.filter((one) => stringAt(one, "type") === item).length;
    const wanted = count === 1 ? `a ${item}` : `${count} ${item}`;
    if (found < count) return { ok: false, wanted, came: describeOutput(response) };
  }
  if (part !== undefined && !partTypes(response).includes(part)) {
    const came = describeOutput(response);
    return { ok: false, wanted: `a part of type ${part}`, came: `${came} without it` };
  }
  if (status !== undefined && reached !== status)
    return { ok: false, wanted: `status ${status}`, came: `status ${reached ?? "missing"}` };
  try {
    const wrong = text && mismatch(text, observed.text, context);
    if (wrong) return { ok: false, wanted: `text: ${wrong.expected}`, came: wrong.actual };
  } catch (error) {
    // An earlier answer lacks the value to compare with; the model is not the cause.
    if (!(error instanceof UnresolvedReference)) throw error;
  }
  return { ok: true };
}
