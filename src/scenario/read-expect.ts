import type { Located } from "./located.ts";
import {
  meaningError,
  readChoice,
  readFields,
  readInteger,
  readList,
  readString,
  shapeError,
} from "./read.ts";
import { readMatcher, readPointers } from "./read-matcher.ts";
import { unusableStep, type Scope } from "./scope.ts";
import type {
  EventExpectations,
  EventPattern,
  Expectations,
  HeaderMatcher,
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
  const expect: Expectations = {
    level,
    status: undefined,
    headers: [],
    events: { contains: [], inOrder: [], never: [], count: [] },
    response: [],
    body: [],
    text: undefined,
    control: undefined,
    calls: undefined,
    replays: undefined,
    place: located?.place ?? stepPlace,
  };
  const fields = located && readFields(problems, located, "expect", { known: expectKeys });
  if (!fields) return expect;
  const get = (key: (typeof expectKeys)[number]): Located | undefined => fields.get(key)?.value;
  const [levelAt, status, headers, events] = [
    get("level"),
    get("status"),
    get("headers"),
    get("events"),
  ];
  const [response, body, text, control] = [
    get("response"),
    get("body"),
    get("text"),
    get("control"),
  ];
  const [calls, replays] = [get("calls"), get("replays")];
  if (levelAt) expect.level = readChoice(problems, levelAt, "level", levels) ?? level;
  if (status) expect.status = readMatcher(scope, status, "status");
  if (headers) expect.headers = readHeaderMatchers(scope, headers);
  if (events) expect.events = readEvents(scope, events);
  if (response) expect.response = readPointers(scope, response, "response");
  if (body) expect.body = readPointers(scope, body, "body");
  if (text) expect.text = readMatcher(scope, text, "text");
  if (calls) expect.calls = readMatcher(scope, calls, "calls");
  if (replays) expect.replays = readReplays(scope, replays);
  if (control && !text)
    shapeError(
      problems,
      control.place,
      'control needs "text", the condition that it decides about',
    );
  if (control) expect.control = readEarlier(scope, control, "control");
  return expect;
}

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
  const events: EventExpectations = { contains: [], inOrder: [], never: [], count: [] };
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
  const [type, where] = [fields?.get("type")?.value, fields?.get("where")?.value];
  return {
    type: (type && readString(problems, type, "type")) ?? "",
    where: where ? readPointers(scope, where, "where") : [],
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
  const known = ["item", "count", "part", "text", "status"] as const;
  const fields = readFields(problems, located, "provoke", { known });
  const get = (key: (typeof known)[number]): Located | undefined => fields?.get(key)?.value;
  const [item, count, part] = [get("item"), get("count"), get("part")];
  const [text, status] = [get("text"), get("status")];
  if (fields?.size === 0)
    shapeError(
      problems,
      located.place,
      `provoke is empty; write at least one of ${known.join(", ")}`,
    );
  if (count && !item)
    shapeError(problems, count.place, 'count needs "item", the type of the items to count');
  return {
    item: item && readString(problems, item, "item"),
    count: (count && readInteger(problems, count, "count", 1, 100)) ?? 1,
    part: part && readString(problems, part, "part"),
    text: text && readMatcher(scope, text, "text"),
    status: status && readString(problems, status, "status"),
  };
}
