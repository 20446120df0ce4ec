import type { Located } from "./located.ts";
import { meaningError, type Problems } from "./read.ts";
import { expressionsIn, parseReference, type Reference } from "./references.ts";
import { didYouMean } from "./suggest.ts";
import type { Matcher, SourcePlace } from "./types.ts";
import type { JsonObject } from "../json/json.ts";

/** What is known while the steps of one file are read. */
export interface Scope {
  problems: Problems;
  /** Position of each step by its id, those below included. */
  steps: ReadonlyMap<string, number>;
  /** Position of the step being read. */
  current: number;
  vars: ReadonlySet<string>;
  /** What the expressions of the file refer to. */
  used: { steps: Set<string>; vars: Set<string> };
  /** Inline schemas, to be compiled once the file is read. */
  schemas: PendingSchema[];
}

/** An inline schema, and the matcher that needs it compiled. */
export interface PendingSchema {
  matcher: Matcher;
  source: JsonObject;
  place: SourcePlace;
}

/**
 * Checks every runtime expression in a value.
 * @param own whether expressions may refer to the step's own answer, as in its expectations
 */
export function checkExpressions(scope: Scope, located: Located, own: boolean): void {
  if (located.kind === "list") {
    for (const item of located.items) checkExpressions(scope, item, own);
  } else if (located.kind === "map") {
    for (const [key, { place, value }] of located.entries) {
      // `{$vars.code}` without quotes is a YAML map.
      if (/^\$(steps|config|vars)\./.test(key))
        meaningError(scope.problems, place, `put the expression into quotes: "{${key}}"`);
      checkExpressions(scope, value, own);
    }
  } else if (typeof located.value === "string") {
    for (const expression of expressionsIn(located.value)) {
      const reference = parseReference(expression);
      const wrong = "error" in reference ? reference.error : unknownTarget(scope, reference, own);
      if (wrong !== undefined)
        meaningError(
          scope.problems,
          located.place,
          `the expression ${expression} cannot be used: ${wrong}`,
        );
    }
  }
}

/** Why a reference cannot be met by this file; undefined when it can. Takes down what it refers to. */
function unknownTarget(scope: Scope, reference: Reference, own: boolean): string | undefined {
  if (reference.kind === "config") return undefined;
  if (reference.kind === "vars") {
    const { name } = reference;
    scope.used.vars.add(name);
    if (scope.vars.has(name)) return undefined;
    return `there is no variable "${name}" under vars.${didYouMean(name, scope.vars)}`;
  }
  return unusableStep(scope, reference.step, own);
}

/** Why a step cannot be referred to from the current one. */
export function unusableStep(scope: Scope, id: string, own: boolean): string | undefined {
  scope.used.steps.add(id);
  const index = scope.steps.get(id);
  if (index === undefined) return `there is no step "${id}".${didYouMean(id, scope.steps.keys())}`;
  if (index > scope.current) return `step "${id}" runs later`;
  if (index === scope.current && !own) return "a request cannot refer to its own answer";
  return undefined;
}
