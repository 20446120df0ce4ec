import { isObject } from "../json/json.ts";
import { toJson, type Located } from "./located.ts";
import {
  meaningError,
  readBoolean,
  readFields,
  readString,
  shapeError,
  valuesOf,
  type Fields,
} from "./read.ts";
import { readExpectations, readProvocation } from "./read-expect.ts";
import { checkExpressions, type Scope } from "./scope.ts";
import { readPointers } from "./read-matcher.ts";
import type { Poll, ScenarioLevel, Steer, Step, TurnSocket } from "./types.ts";

const methods = { post: "POST", get: "GET", delete: "DELETE", websocket: "POST" } as const;
const targets = ["post", "get", "delete", "websocket"] as const;
const stepKeys = [
  "id",
  ...targets,
  "connection",
  "pipelined",
  "steer",
  "body",
  "rawBody",
  "headers",
  "auth",
  "model",
  "shared",
  "provokeBody",
  "attempts",
  "provoke",
  "dropAfter",
  "resumes",
  "poll",
  "expect",
] as const;

/** The form of a step id. Expressions use it between dots. */
export const stepIdPattern = /^[A-Za-z][A-Za-z0-9_-]*$/;

/** Reads one step. `level` is the scenario's. */
export function readStep(scope: Scope, located: Located, level: ScenarioLevel): Step | undefined {
  const { problems } = scope;
  const fields = readFields(problems, located, "a step", { known: stepKeys, required: ["id"] });
  if (!fields) return undefined;
  const value = valuesOf<(typeof stepKeys)[number]>(problems, fields);
  const { place } = located;
  const model = fields.get("model")?.value;
  checkCombination(scope, fields, located);
  if (model && !(model.kind === "scalar" && model.value === false))
    shapeError(
      problems,
      model.place,
      "model can only be false, which leaves it out; write another model into the body",
    );
  return {
    id: value.by("id", (at) => readStepId(scope, at)) ?? "",
    ...readTarget(scope, fields),
    socket: readSocket(scope, fields),
    body: value.by("body", (at) => readBody(scope, at)),
    rawBody: value.by("rawBody", (at) => readRawBody(scope, at)),
    headers: value.by("headers", (at) => readHeaders(scope, at)) ?? {},
    auth: value.choice("auth", ["configured", "none", "wrong"]) ?? "configured",
    withoutModel: model !== undefined,
    shared: readShared(scope, fields),
    provokeBody: value.string("provokeBody"),
    attempts: value.integer("attempts", 1, 10) ?? 1,
    provoke: value.by("provoke", (at) => readProvocation(scope, at)),
    steer: value.by("steer", (at) => readSteer(scope, at)),
    dropAfter: value.integer("dropAfter", 1, 1000),
    resumes: value.boolean("resumes") ?? false,
    poll: value.by("poll", (at) => readPoll(scope, at)),
    expect: readExpectations(scope, fields.get("expect")?.value, level, place),
    place,
  };
}

/** The WebSocket of a turn. */
function readSocket(scope: Scope, fields: Fields): TurnSocket | undefined {
  if (!fields.has("websocket")) return undefined;
  const value = valuesOf(scope.problems, fields);
  return {
    connection: value.string("connection") ?? "main",
    pipelined: value.boolean("pipelined") ?? false,
  };
}

/** The `steer` of a step. */
function readSteer(scope: Scope, located: Located): Steer {
  const { problems } = scope;
  const fields = readFields(problems, located, "steer", {
    known: ["input", "after"],
    required: ["input"],
  });
  const value = valuesOf(problems, fields);
  const input = fields?.get("input")?.value;
  if (input) checkExpressions(scope, input, false);
  return {
    after: value.string("after") ?? "response.created",
    input: input ? toJson(input) : "",
  };
}

/** A step whose answer serves other scenarios too: its request must be the same in all of them. */
function readShared(scope: Scope, fields: Fields): true | undefined {
  const { problems } = scope;
  const field = fields.get("shared");
  if (!field) return undefined;
  const shared = readBoolean(problems, field.value, "shared");
  if (!fields.has("post")) shapeError(problems, field.place, "shared needs post");
  const asked = ["post", "body", "headers"].flatMap((key) => fields.get(key)?.value ?? []);
  const [own] = asked.flatMap(
    (located) => JSON.stringify(toJson(located)).match(/\$(?:steps|vars)\.\w+/g) ?? [],
  );
  if (own !== undefined)
    meaningError(
      problems,
      field.place,
      `a shared step cannot use ${own}, because its request must be the same in every scenario`,
    );
  return shared === true ? true : undefined;
}

/** The `poll` of a step. */
function readPoll(scope: Scope, located: Located): Poll | undefined {
  const { problems } = scope;
  const fields = readFields(problems, located, "poll", {
    known: ["until", "every", "limit"],
    required: ["until"],
  });
  const value = valuesOf(problems, fields);
  return {
    until: value.by("until", (at, key) => readPointers(scope, at, key)) ?? [],
    every: value.integer("every", 1, 60) ?? 1,
    limit: value.integer("limit", 1, 600),
  };
}

function readStepId(scope: Scope, located: Located): string | undefined {
  const id = readString(scope.problems, located, "the id of a step");
  if (id !== undefined && !stepIdPattern.test(id))
    shapeError(
      scope.problems,
      located.place,
      `the id "${id}" must have only letters, digits, "-" and "_", and begin with a letter`,
    );
  return id;
}

function readTarget(scope: Scope, fields: Fields): Pick<Step, "method" | "path"> {
  for (const key of targets) {
    const value = fields.get(key)?.value;
    if (!value) continue;
    const path = readString(scope.problems, value, key) ?? "/";
    if (!/^\/\S*$/.test(path))
      shapeError(
        scope.problems,
        value.place,
        `${key} must be a path below the base URL that begins with "/", without spaces`,
      );
    checkExpressions(scope, value, false);
    return { method: methods[key], path };
  }
  return { method: "POST", path: "/" };
}

/** Checks keys that need each other, or cannot be combined. */
function checkCombination(scope: Scope, fields: Fields, located: Located): void {
  const { problems } = scope;
  const used = targets.filter((key) => fields.has(key));
  const wrong = (key: string, message: string): void =>
    shapeError(problems, fields.get(key)?.place ?? located.place, message);
  if (used.length === 0)
    wrong("id", 'a step needs "post", "get", "delete" or "websocket" with its path');
  else if (used.length > 1)
    wrong(used[1] ?? "", `a step is one request; ${used.join(" and ")} cannot be combined`);
  for (const key of ["body", "rawBody"])
    if (fields.has(key) && !fields.has("post") && !fields.has("websocket"))
      wrong(key, `${key} needs post or websocket`);
  for (const key of ["connection", "pipelined", "steer"])
    if (fields.has(key) && !fields.has("websocket")) wrong(key, `${key} needs websocket`);
  for (const key of ["dropAfter", "attempts"])
    if (fields.has("pipelined") && fields.has(key))
      wrong(key, `pipelined and ${key} cannot be combined`);
  if (fields.has("websocket") && fields.has("dropAfter"))
    wrong("dropAfter", "dropAfter and websocket cannot be combined");
  if (fields.has("body") && fields.has("rawBody"))
    wrong("rawBody", "body and rawBody cannot be combined");
  if (fields.has("poll") && !fields.has("get")) wrong("poll", "poll needs get");
  if (fields.has("resumes") && !(fields.has("get") && fields.has("dropAfter")))
    wrong("resumes", "resumes needs get and dropAfter");
  for (const key of ["attempts", "dropAfter", "shared"])
    if (fields.has("poll") && fields.has(key)) wrong(key, `poll and ${key} cannot be combined`);
  for (const key of ["model", "provokeBody"])
    if (fields.has(key) && !fields.has("body")) wrong(key, `${key} needs a body`);
  if (fields.has("attempts") && !fields.has("provoke"))
    wrong("attempts", 'attempts needs "provoke", which says what the model must do');
}

function readBody(scope: Scope, located: Located): Step["body"] {
  const body = toJson(located);
  if (!isObject(body)) {
    shapeError(
      scope.problems,
      located.place,
      "body must be a map; to send another body, use rawBody",
    );
    return undefined;
  }
  checkExpressions(scope, located, false);
  return body;
}

function readRawBody(scope: Scope, located: Located): string | undefined {
  if (located.kind === "scalar" && typeof located.value === "string") {
    checkExpressions(scope, located, false);
    return located.value;
  }
  shapeError(
    scope.problems,
    located.place,
    "rawBody must be a text, which is sent unchanged; put it into quotes",
  );
  return undefined;
}

function readHeaders(scope: Scope, located: Located): Record<string, string> {
  const { problems } = scope;
  if (located.kind !== "map") {
    shapeError(problems, located.place, "headers must be a map of header names and texts");
    return {};
  }
  const headers: [string, string][] = [];
  for (const [name, { place, value }] of located.entries) {
    if (!/^[A-Za-z0-9!#$%&'*+.^_`|~-]+$/.test(name))
      shapeError(problems, place, `"${name}" is not a header name`);
    const text = readString(problems, value, `header ${name}`);
    if (text !== undefined && /[\r\n\0]/.test(text))
      shapeError(problems, value.place, `header ${name} must be one line`);
    checkExpressions(scope, value, false);
    headers.push([name.toLowerCase(), text ?? ""]);
  }
  return Object.fromEntries(headers);
}
