import { parseLocated, type Located } from "./located.ts";
import {
  createProblems,
  meaningError,
  readChoice,
  readFields,
  readList,
  readString,
  readStrings,
  shapeError,
  valuesOf,
  type Fields,
  type Problems,
} from "./read.ts";
import { levels } from "./read-expect.ts";
import { readStep, stepIdPattern } from "./read-step.ts";
import type { PendingSchema, Scope } from "./scope.ts";
import { didYouMean } from "./suggest.ts";
import { capabilities, type Scenario } from "./types.ts";

const scenarioKeys = [
  "id",
  "title",
  "level",
  "spec",
  "needs",
  "needsKey",
  "dialects",
  "tags",
  "upsets",
  "except",
  "vars",
  "steps",
] as const;

const idPattern = /^[A-Za-z0-9_.-]+\/[A-Za-z0-9_.-]+$/;
const maxSteps = 50;

/** The place of a scenario file, and what it may refer to. */
export interface ScenarioFile {
  /** Name for places. */
  file: string;
  /** The id that it must have: folder and file name. */
  id: string;
  /** Ids of the rules that `except` may name; undefined: not checked. */
  ruleIds: ReadonlySet<string> | undefined;
}

/** A file that was read: the scenario as far as it could be read, and its errors. */
export interface ReadScenario {
  scenario: Scenario | undefined;
  problems: Problems;
  /** Inline schemas that are still to be compiled into their matchers. */
  schemas: PendingSchema[];
  /** What its expressions refer to, for the linter. */
  used: Scope["used"];
}

/** Reads one scenario file. All errors are collected; only invalid YAML ends the reading early. */
export function readScenario(text: string, { file, id, ruleIds }: ScenarioFile): ReadScenario {
  const problems = createProblems();
  const { root, errors } = parseLocated(text, file);
  problems.shape.push(...errors);
  const scope: Scope = {
    problems,
    steps: new Map(),
    current: 0,
    vars: new Set(),
    used: { steps: new Set(), vars: new Set() },
    schemas: [],
  };
  const fields =
    root &&
    readFields(problems, root, "a scenario", {
      known: scenarioKeys,
      required: ["id", "title", "steps"],
    });
  const scenario = root && fields && readTop(scope, fields, root, { file, id, ruleIds });
  return { scenario, problems, schemas: scope.schemas, used: scope.used };
}

function readTop(scope: Scope, fields: Fields, root: Located, about: ScenarioFile): Scenario {
  const { problems } = scope;
  const value = valuesOf<(typeof scenarioKeys)[number]>(problems, fields);
  const steps = fields.get("steps")?.value;
  const level = value.choice("level", levels) ?? "must";
  const id = value.by("id", (at) => readId(scope, at, about.id)) ?? about.id;
  const vars = value.by("vars", (at) => readVars(scope, at)) ?? {};
  scope.vars = new Set(Object.keys(vars));
  scope.steps = stepPositions(scope, steps);
  return {
    id,
    suite: id.split("/")[0] ?? "",
    title: value.string("title") ?? "",
    level,
    spec: value.strings("spec") ?? [],
    needs: value.by("needs", (at) => readNeeds(scope, at)) ?? [],
    needsKey: value.boolean("needsKey") ?? false,
    dialects: value.by("dialects", (at) => readDialects(scope, at)),
    tags: value.strings("tags") ?? [],
    upsets: value.boolean("upsets") ?? false,
    except: value.by("except", (at) => readExceptions(scope, at, about.ruleIds)) ?? [],
    vars,
    steps: readSteps(scope, steps, level),
    place: fields.get("id")?.value.place ?? root.place,
  };
}

function readId(scope: Scope, located: Located, wanted: string): string | undefined {
  const { problems } = scope;
  const id = readString(problems, located, "id");
  if (id === undefined) return undefined;
  if (!idPattern.test(id))
    shapeError(problems, located.place, `the id "${id}" must have the form suite/name`);
  else if (id !== wanted)
    meaningError(
      problems,
      located.place,
      `the id "${id}" must be folder and file name: "${wanted}"`,
    );
  return id;
}

function readNeeds(scope: Scope, located: Located): Scenario["needs"] {
  const seen = new Set<string>();
  return readList(scope.problems, located, "needs", (item) => {
    const capability = readChoice(scope.problems, item, "capability", capabilities);
    if (capability === undefined) return undefined;
    if (seen.has(capability))
      return void shapeError(
        scope.problems,
        item.place,
        `"${capability}" is listed twice in needs`,
      );
    seen.add(capability);
    return capability;
  });
}

function readDialects(scope: Scope, located: Located): string[] {
  const dialects = readStrings(scope.problems, located, "dialects");
  if (located.kind === "list" && located.items.length === 0)
    shapeError(
      scope.problems,
      located.place,
      "dialects is empty; leave it out to run in all dialects",
    );
  return dialects;
}

function readVars(scope: Scope, located: Located): Scenario["vars"] {
  const { problems } = scope;
  if (located.kind !== "map") {
    shapeError(problems, located.place, "vars must be a map of names, each with { digits: N }");
    return {};
  }
  const vars: [string, { digits: number }][] = [];
  for (const [name, { place, value }] of located.entries) {
    if (!/^[A-Za-z][A-Za-z0-9_]*$/.test(name))
      shapeError(
        problems,
        place,
        `the variable "${name}" must have only letters, digits and "_", and begin with a letter`,
      );
    const fields = readFields(problems, value, `the variable ${name}`, {
      known: ["digits"],
      required: ["digits"],
    });
    vars.push([name, { digits: valuesOf(problems, fields).integer("digits", 1, 64) ?? 1 }]);
  }
  return Object.fromEntries(vars);
}

function readExceptions(
  scope: Scope,
  located: Located,
  ruleIds: ReadonlySet<string> | undefined,
): Scenario["except"] {
  const { problems } = scope;
  return readList(problems, located, "except", (item) => {
    const known = ["rule", "why"];
    const fields = readFields(problems, item, "an exception", { known, required: known });
    const value = valuesOf(problems, fields);
    const ruleAt = fields?.get("rule")?.value;
    const [rule, why] = [value.string("rule"), value.string("why")];
    if (ruleAt && rule !== undefined && ruleIds && !ruleIds.has(rule))
      meaningError(
        problems,
        ruleAt.place,
        `there is no rule "${rule}".${didYouMean(rule, ruleIds)}`,
      );
    return rule === undefined || why === undefined ? undefined : { rule, why };
  });
}

/** Positions of the steps by id, read ahead, so that a reference to a later step differs from one to an unknown step. */
function stepPositions(scope: Scope, located: Located | undefined): Map<string, number> {
  const positions = new Map<string, number>();
  if (located?.kind !== "list") return positions;
  for (const [index, item] of located.items.entries()) {
    const id = item.kind === "map" ? item.entries.get("id")?.value : undefined;
    if (id?.kind !== "scalar" || typeof id.value !== "string" || !stepIdPattern.test(id.value))
      continue;
    if (positions.has(id.value))
      meaningError(scope.problems, id.place, `the step id "${id.value}" is used already`);
    else positions.set(id.value, index);
  }
  return positions;
}

function readSteps(
  scope: Scope,
  located: Located | undefined,
  level: Scenario["level"],
): Scenario["steps"] {
  if (!located) return [];
  if (located.kind === "list" && (located.items.length === 0 || located.items.length > maxSteps))
    shapeError(
      scope.problems,
      located.place,
      `steps must have 1 to ${maxSteps} entries, not ${located.items.length}`,
    );
  let index = 0;
  const steps = readList(scope.problems, located, "steps", (item) => {
    scope.current = index++;
    return readStep(scope, item, level);
  });
  keepShared(scope, steps);
  checkPipelined(scope, steps);
  return steps;
}

/** A message that is sent together with the one before must use the same WebSocket and must not need its answer. */
function checkPipelined({ problems }: Scope, steps: Scenario["steps"]): void {
  for (const [index, { socket, body, rawBody, path, place }] of steps.entries()) {
    if (!socket?.pipelined) continue;
    const before = steps[index - 1];
    if (before?.socket?.connection !== socket.connection)
      meaningError(problems, place, "a pipelined step must follow a step of the same connection");
    // It goes out with the first of several, so that none of them is answered by then.
    let first = index;
    while (first > 0 && steps[first]?.socket?.pipelined) first -= 1;
    if (steps.slice(first, index).some(({ attempts }) => attempts > 1))
      meaningError(
        problems,
        place,
        "a pipelined step is sent once, so the steps that are sent together with it cannot have attempts",
      );
    const text = JSON.stringify([path, body, rawBody]);
    const used = steps.slice(first, index).find(({ id }) => text.includes(`$steps.${id}.`));
    if (used)
      meaningError(
        problems,
        place,
        `a pipelined step is sent before "${used.id}" is answered, so it cannot use that answer`,
      );
  }
}

/** A shared response must not change: a scenario that deletes or cancels needs its own response. */
function keepShared({ problems }: Scope, steps: Scenario["steps"]): void {
  const shared = steps.filter((step) => step.shared).map(({ id }) => id);
  for (const { method, path, place } of steps) {
    if (method !== "DELETE" && !/\/cancel(\?|$)/.test(path)) continue;
    const used = shared.find((id) => path.includes(`$steps.${id}.`));
    if (used !== undefined)
      meaningError(
        problems,
        place,
        `step "${used}" is shared, so its response must not be deleted or cancelled; remove "shared" from it`,
      );
  }
}
