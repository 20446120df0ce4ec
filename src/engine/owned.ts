import type { SchemaViolation } from "../schema/index.ts";
import type { Rule } from "./rule.ts";

/** Schema violations that a rule reports better than a schema could; the rules of `schema/` leave them to it. */
export interface Owned {
  /** Names of definitions, such as `items/message`; any of them when left out. */
  definition?: RegExp;
  /** JSON Pointer within the event or body. */
  pointer: RegExp;
  /** JSON Schema keyword that stays the schema's to judge. */
  except?: string;
}

/** Tells which violations the rules of a list own. */
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
