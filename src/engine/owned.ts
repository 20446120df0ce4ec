import type { SchemaViolation } from "../schema/index.ts";
import type { Rule } from "./rule.ts";

/** Schema violations that a rule reports better than a schema does. The rules of `schema/` do not report them. */
export interface Owned {
  /** Names of definitions, such as `items/message`; any of them when left out. */
  definition?: RegExp;
  /** JSON Pointer within the event or body. */
  pointer: RegExp;
  /** JSON Schema keyword whose violations the schema still reports. */
  except?: string;
}

/** @returns a function that is true for a violation that one of the rules owns */
export function ownership(rules: readonly Rule[]): (violation: SchemaViolation) => boolean {
  const owned = rules.flatMap(({ owns = [] }) => owns);
  return ({ definition, pointer, keyword }) =>
    owned.some(
      (entry) =>
        (entry.definition?.test(definition) ?? true) &&
        entry.pointer.test(pointer) &&
        entry.except !== keyword,
    );
}
