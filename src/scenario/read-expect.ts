import type { Located } from "./located.ts";
import { meaningError, readFields, readList, readString, shapeError, valuesOf } from "./read.ts";
import { readMatcher, readPointers } from "./read-matcher.ts";
import { unusableStep, type Scope } from "./scope.ts";
import type {
  EventExpectations,
  EventPattern,
  Expectations,
  HeaderMatcher,
  Matcher,
  PointerMatcher,
  Provocation,
  ScenarioLevel,
  SourcePlace,
} from "./types.ts";

export const levels = ["must", "should", "may"] as const;

const expectKeys = [
  "level",
  "status",
  "headers",
  "events",
  "response",
  "body",
  "text",
  "control",
  "calls",
  "replays",
] as const;
const eventVerbs = ["contains", "inOrder", "never", "count"] as const;

/**
 * The `expect` of a step.
 * @param level of the scenario, used if the step has none
 * @param stepPlace the place that is reported for a missing `expect`
 */
export function readExpectations(
  scope: Scope,
  located: Located | undefined,
  level: ScenarioLevel,
  stepPlace: SourcePlace,
): Expectations {
  const { problems } = scope;
  const fields = located && readFields(problems, located, "expect", { known: expectKeys });
  const value = valuesOf<(typeof expectKeys)[number]>(problems, fields);
  const matcher = (at: Located, what: string): Matcher => readMatcher(scope, at, what);
  const pointers = (at: Located, what: string): PointerMatcher[] => readPointers(scope, at, what);
  const control = fields?.get("control");
  if (control && !fields?.has("text"))
    shapeError(
      problems,
      control.value.place,
      'control needs "text", the condition that it decides about',
    );
  return {
    level: value.choice("level", levels) ?? level,
    status: value.by("status", matcher),
    headers: value.by("headers", (at) => readHeaderMatchers(scope, at)) ?? [],
    events: value.by("events", (at) => readEvents(scope, at)) ?? noEvents(),
    response: value.by("response", pointers) ?? [],
    body: value.by("body", pointers) ?? [],
    text: value.by("text", matcher),
    calls: value.by("calls", matcher),
    replays: value.by("replays", (at) => readReplays(scope, at)),
    control: value.by("control", (at, key) => readEarlier(scope, at, key)),
    place: located?.place ?? stepPlace,
  };
}

const noEvents = (): EventExpectations => ({ contains: [], inOrder: [], never: [], count: [] });

function readReplays(scope: Scope, located: Located): Expectations["replays"] {
  const step = readEarlier(scope, located, "replays");
  return step === undefined ? undefined : { step, place: located.place };
}

/** The id of a step above this one. */
function readEarlier(scope: Scope, located: Located, what: string): string | undefined {
  const step = readString(scope.problems, located, what);
  if (step === undefined) return undefined;
  const wrong = unusableStep(scope, step, false);
  if (wrong !== undefined)
    meaningError(scope.problems, located.place, `${what} cannot be met: ${wrong}`);
  return step;
}

function readHeaderMatchers(scope: Scope, located: Located): HeaderMatcher[] {
  if (located.kind !== "map" || located.entries.size === 0) {
    shapeError(
      scope.problems,
      located.place,
      "headers must be a map of header names with their conditions",
    );
    return [];
  }
  return [...located.entries].map(([name, { value }]) => ({
    name: name.toLowerCase(),
    matcher: readMatcher(scope, value, `header ${name}`),
  }));
}

function readEvents(scope: Scope, located: Located): EventExpectations {
  const events = noEvents();
  const fields = readFields(scope.problems, located, "events", { known: eventVerbs });
  for (const [verb, { value }] of fields ?? []) {
    if (verb === "count") events.count = readCount(scope, value);
    else if (verb === "contains" || verb === "inOrder" || verb === "never")
      events[verb] = readList(scope.problems, value, verb, (item) => readPattern(scope, item));
  }
  return events;
}

/** An event pattern: a type, or a map of a type and conditions on the payload. */
function readPattern(scope: Scope, located: Located): EventPattern | undefined {
  const { problems } = scope;
  const { place } = located;
  if (located.kind !== "map") {
    const type = readString(problems, located, "an event pattern");
    return type === undefined ? undefined : { type, where: [], place };
  }
  const fields = readFields(problems, located, "an event pattern", {
    known: ["type", "where"],
    required: ["type"],
  });
  const value = valuesOf(problems, fields);
  return {
    type: value.string("type") ?? "",
    where: value.by("where", (at, key) => readPointers(scope, at, key)) ?? [],
    place,
  };
}

function readCount(scope: Scope, located: Located): EventExpectations["count"] {
  if (located.kind !== "map" || located.entries.size === 0) {
    shapeError(
      scope.problems,
      located.place,
      "count must be a map of event types with their numbers",
    );
    return [];
  }
  return [...located.entries].map(([type, { value }]) => ({
    type,
    matcher: readMatcher(scope, value, type),
  }));
}

/** The `provoke` of a step. */
export function readProvocation(scope: Scope, located: Located): Provocation {
  const { problems } = scope;
  const known = ["item", "count", "part", "text", "status", "event"] as const;
  const fields = readFields(problems, located, "provoke", { known });
  const value = valuesOf<(typeof known)[number]>(problems, fields);
  const count = fields?.get("count");
  if (fields?.size === 0)
    shapeError(
      problems,
      located.place,
      `provoke is empty; write at least one of ${known.join(", ")}`,
    );
  if (count && !fields?.has("item"))
    shapeError(problems, count.value.place, 'count needs "item", the type of the items to count');
  return {
    item: value.string("item"),
    count: value.integer("count", 1, 100) ?? 1,
    part: value.string("part"),
    text: value.by("text", (at, key) => readMatcher(scope, at, key)),
    status: value.string("status"),
    event: value.string("event"),
  };
}
