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
  /** The rule looks at bodies that are no response too: those of lists, compactions and deletions. */
  bodies?: true;
}

/** Whether a rule owns a violation in an event or a response, or with `body` in a body that is no response. */
export type IsOwned = (violation: SchemaViolation, where?: "body") => boolean;

/** @returns a function that is true for a violation that one of the rules owns */
export function ownership(rules: readonly Rule[]): IsOwned {
  const owned = rules.flatMap(({ owns = [] }) => owns);
  return ({ definition, pointer, keyword }, where) =>
    owned.some(
      (entry) =>
        (where === undefined || entry.bodies === true) &&
        (entry.definition?.test(definition) ?? true) &&
        entry.pointer.test(pointer) &&
        entry.except !== keyword,
    );
}
