import { isObject, type Json, type JsonObject } from "../json/json.ts";
import { parsePointer } from "../json/pointer.ts";
import type { Observed } from "./observed.ts";
import { didYouMean } from "./suggest.ts";
import type { Scenario } from "./types.ts";

/** The values that runtime expressions can refer to while a scenario runs. */
export interface ReferenceContext {
  /** Steps that were answered, by id; also the one whose expectations are being checked. */
  steps: ReadonlyMap<string, Observed>;
  config: { model: string | undefined };
  /** Values of the scenario's variables, see `drawVars`. */
  vars: Readonly<Record<string, string>>;
}

const parts = ["response", "body", "text", "calls", "events"] as const;

/** A parsed runtime expression. */
export type Reference =
  | { kind: "step"; step: string; part: (typeof parts)[number]; pointer: string }
  | { kind: "config"; key: "model" }
  | { kind: "vars"; name: string };

/** A reference without a value at run time, such as an id that the endpoint did not send. */
export class UnresolvedReference extends Error {
  override name = "UnresolvedReference";
  readonly expression: string;
  readonly reason: string;
  constructor(expression: string, reason: string) {
    super(`${expression} has no value: ${reason}`);
    this.expression = expression;
    this.reason = reason;
  }
}

/** Only what has the form `$word.` is an expression, so that prices and shell variables in prompts stay text. */
const whole = /^\$[A-Za-z]+\..*$/s;
const embedded = /\{(\$[A-Za-z]+\.[^{}]*)\}/g;
const spread = /^\.\.\.(\$[A-Za-z]+\..*)$/s;

/** The one expression that a text consists of, with or without braces; undefined when it is something else. */
function wholeExpression(text: string): string | undefined {
  const inner = /^\{(\$[A-Za-z]+\.[^{}]*)\}$/.exec(text)?.[1];
  return inner ?? (whole.test(text) ? text : undefined);
}

/** All expressions in a text: the whole text, or those in braces. An opening brace without its end counts, so that it is reported. */
export function expressionsIn(text: string): string[] {
  const only = spread.exec(text)?.[1] ?? wholeExpression(text);
  if (only !== undefined) return [only];
  const open = [...text.replace(embedded, "").matchAll(/\{\$(?:steps|config|vars)\.[^\s]*/g)];
  return [
    ...[...text.matchAll(embedded)].map((match) => match[1] ?? ""),
    ...open.map(([all]) => all),
  ];
}

/** Parses one expression such as `$steps.ask.response#/id`. An error in it is returned as text. */
export function parseReference(expression: string): Reference | { error: string } {
  if (expression.startsWith("{")) return { error: 'its closing "}" is missing' };
  const [path = "", ...rest] = expression.split("#");
  const pointer = rest.length > 0 ? rest.join("#") : undefined;
  const [root = "", ...names] = path.slice(1).split(".");
  if (root === "steps") return parseStep(names, pointer);
  if (pointer !== undefined) return { error: `only $steps can have a pointer (#)` };
  const [name = "", ...more] = names;
  if (root === "vars") {
    return more.length === 0 && name !== ""
      ? { kind: "vars", name }
      : { error: "a variable is written as $vars.<name>" };
  }
  if (root === "config") {
    if (name === "model" && more.length === 0) return { kind: "config", key: "model" };
    return { error: "$config.model is the only value of the config that can be used" };
  }
  return {
    error: `an expression must begin with $steps, $config or $vars.${didYouMean(root, ["steps", "config", "vars"])}`,
  };
}

function parseStep(names: string[], pointer: string | undefined): Reference | { error: string } {
  const [step = "", name = "", ...more] = names;
  const part = parts.find((known) => known === name);
  if (step === "" || name === "" || more.length > 0)
    return {
      error:
        "the answer of a step is written as $steps.<step>.<part> or $steps.<step>.<part>#/<pointer>",
    };
  if (part === undefined)
    return {
      error: `a step has no "${name}", only ${parts.join(", ")}.${didYouMean(name, parts)}`,
    };
  if (pointer !== undefined && part === "text")
    return { error: "text is a plain text, so a pointer cannot be used" };
  const broken = pointerProblem(pointer ?? "");
  return broken === undefined
    ? { kind: "step", step, part, pointer: pointer ?? "" }
    : { error: broken };
}

/** Why a text is not a JSON Pointer; undefined if it is one. */
export function pointerProblem(pointer: string): string | undefined {
  if (pointer !== "" && !pointer.startsWith("/"))
    return `"${pointer}" is not a JSON Pointer; it must begin with "/"`;
  if (/~(?![01])/.test(pointer))
    return `"${pointer}" is not a JSON Pointer; write "~" as ~0, and "/" in a name as ~1`;
  return undefined;
}

/** Follows a pointer; a negative index counts from the end of a list. */
function follow(root: Json | undefined, pointer: string): Json | undefined {
  let value = root;
  for (const token of parsePointer(pointer)) {
    if (Array.isArray(value))
      value = /^(0|-?[1-9]\d*)$/.test(token) ? value.at(Number(token)) : undefined;
    else value = isObject(value) && Object.hasOwn(value, token) ? value[token] : undefined;
  }
  return value;
}

/** The value of one expression. @throws UnresolvedReference */
function lookUp(expression: string, context: ReferenceContext): Json {
  const reference = parseReference(expression);
  const fail = (reason: string): never => {
    throw new UnresolvedReference(expression, reason);
  };
  if ("error" in reference) return fail(reference.error);
  if (reference.kind === "config") return context.config.model ?? fail("no model is configured");
  if (reference.kind === "vars")
    return Object.hasOwn(context.vars, reference.name)
      ? (context.vars[reference.name] ?? "")
      : fail(`there is no variable "${reference.name}"`);
  const { step, part, pointer } = reference;
  const observed = context.steps.get(step);
  if (!observed) return fail(`step ${step} has no answer`);
  const root: Json | undefined = observed[part];
  if (root === undefined)
    return fail(`the answer of step ${step} has no ${part === "body" ? "JSON body" : part}`);
  const found = follow(root, pointer);
  return found === undefined ? fail(`there is no value at ${pointer || "the root"}`) : found;
}

/**
 * A value with its runtime expressions replaced. A text that is one expression becomes the value it names, with its type;
 * expressions inside a text become text. A list element `...$expression` is replaced by the elements of the list it names.
 * @throws UnresolvedReference if an expression has no value
 */
export function resolve(value: Json, context: ReferenceContext): Json {
  if (typeof value === "string") return resolveText(value, context);
  if (Array.isArray(value))
    return value.flatMap((item) => {
      const inner = typeof item === "string" ? spread.exec(item)?.[1] : undefined;
      if (inner === undefined) return [resolve(item, context)];
      const list = lookUp(inner, context);
      if (!Array.isArray(list))
        throw new UnresolvedReference(inner, "its value must be a list, because ... spreads it");
      return list;
    });
  if (!isObject(value)) return value;
  const entries = Object.entries(value).flatMap(([key, inner]) =>
    inner === undefined ? [] : [[key, resolve(inner, context)] as const],
  );
  return Object.fromEntries(entries);
}

/**
 * A text that is sent unchanged, except that its expressions are replaced. Each value is escaped as inside a JSON string.
 * @throws UnresolvedReference
 */
export function resolveRaw(text: string, context: ReferenceContext): string {
  return text.replace(embedded, (_, expression: string) =>
    JSON.stringify(asText(lookUp(expression, context))).slice(1, -1),
  );
}

/** As `resolve`, for a request body. */
export function resolveBody(body: JsonObject, context: ReferenceContext): JsonObject {
  const resolved = resolve(body, context);
  return isObject(resolved) ? resolved : {};
}

function resolveText(text: string, context: ReferenceContext): Json {
  const only = wholeExpression(text);
  if (only !== undefined) return lookUp(only, context);
  return text.replace(embedded, (_, expression: string) => asText(lookUp(expression, context)));
}

const asText = (value: Json): string => (typeof value === "string" ? value : JSON.stringify(value));

/**
 * A path with its expressions replaced, each value percent-encoded, so that an endpoint cannot choose the target of the next request.
 * @throws UnresolvedReference also for values that a path segment cannot have
 */
export function resolvePath(path: string, context: ReferenceContext): string {
  return path.replace(embedded, (_, expression: string) => {
    const value = lookUp(expression, context);
    const plain = typeof value === "number" || typeof value === "boolean" ? String(value) : value;
    if (typeof plain !== "string" || plain === "" || /^\.{1,2}$/.test(plain))
      throw new UnresolvedReference(expression, "its value cannot be part of a path");
    try {
      return encodeURIComponent(plain);
    } catch {
      throw new UnresolvedReference(expression, "its value is not well-formed text");
    }
  });
}

/** Headers with their expressions replaced. @throws UnresolvedReference also for values that a header cannot have */
export function resolveHeaders(
  headers: Record<string, string>,
  context: ReferenceContext,
): Record<string, string> {
  const entries = Object.entries(headers).map(([name, text]) => {
    const value = asText(resolveText(text, context));
    if (!/^[\t\x20-\x7e\x80-\xff]*$/.test(value))
      throw new UnresolvedReference(text, `its value cannot be part of the header ${name}`);
    return [name, value] as const;
  });
  return Object.fromEntries(entries);
}

/**
 * New random digits for the variables of a scenario. The first digit is never 0, so that a model that repeats
 * the value as a number repeats all its digits.
 * @param random a number from 0 up to, not including, 1
 */
export function drawVars(
  vars: Scenario["vars"],
  random: () => number = Math.random,
): Record<string, string> {
  const digit = (first: boolean): string =>
    String(first ? 1 + Math.floor(random() * 9) : Math.floor(random() * 10));
  return Object.fromEntries(
    Object.entries(vars).map(([name, { digits }]) => [
      name,
      Array.from({ length: digits }, (_, index) => digit(index === 0)).join(""),
    ]),
  );
}
