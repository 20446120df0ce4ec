import type { RuleContext } from "../../engine/rule.ts";
import type { SchemaViolation } from "../../schema/index.ts";
import type { WireEvent } from "../../wire/types.ts";

/** Violations that a rule of its own reports better. */
interface Owned {
  definition: RegExp;
  /** JSON Pointer within the event or body. */
  pointer: RegExp;
  /** JSON Schema keyword that stays the schema's to judge. */
  except?: string;
  owner: string;
}

/** What these rules say, and for whom it is an error, is more than a schema knows. */
const owned: readonly Owned[] = [
  { definition: /^events\//, pointer: /^\/(type|sequence_number)$/, owner: "sequence/present" },
  { definition: /./, pointer: /\/usage(\/|$)/, owner: "usage/present-at-end" },
  {
    definition: /./,
    pointer: /(^|\/response)\/(created_at|completed_at)$/,
    owner: "schema/timestamps, lifecycle/completed-at",
  },
  {
    // The error of a response, not that of an `error` event.
    definition: /^(?!events\/error$)/,
    pointer: /(^|\/response)\/error(\/|$)/,
    owner: "lifecycle/failed-has-error",
  },
  {
    definition: /./,
    pointer: /(^|\/response)\/incomplete_details(\/|$)/,
    except: "enum",
    owner: "lifecycle/incomplete-has-details",
  },
  {
    definition: /^objects\/response$/,
    pointer: /(^|\/response)\/status$/,
    owner: "lifecycle/status-matches-event",
  },
  // Without its type an item has no definition of its own: what carries it misses it.
  { definition: /./, pointer: /\/(item|output\/\d+)\/type$/, owner: "item/required-fields" },
  {
    definition: /^items\//,
    pointer: /\/(item|output\/\d+)\/(id|type|status)$/,
    owner: "item/required-fields, item/status-progression",
  },
  {
    definition: /^items\/(function_call|custom_tool_call)$/,
    pointer: /\/(call_id|name)$/,
    owner: "call/ids, call/name-known",
  },
  { definition: /^bodies\/deleted$/, pointer: /^\/deleted$/, owner: "state/delete" },
  {
    definition: /^(input-)?items\//,
    pointer: /^\/data\/\d+\/id$/,
    owner: "state/input-items",
  },
];

const isOwned = ({ definition, pointer, keyword }: SchemaViolation): boolean =>
  owned.some(
    (entry) =>
      entry.definition.test(definition) && entry.pointer.test(pointer) && entry.except !== keyword,
  );

/** The field that a violation is about: its pointer's last name, array positions left out. */
const fieldOf = ({ pointer }: SchemaViolation): string =>
  pointer.split("/").findLast((token) => !/^\d+$/.test(token)) ?? "";

/** Reports the violations of the definitions that `belongs` accepts, other rules' own left out. */
export function reportAll(
  { report }: RuleContext<"invalid">,
  violations: readonly SchemaViolation[],
  belongs: (definition: string) => boolean,
  at?: WireEvent,
): void {
  for (const violation of violations) {
    const { definition, pointer, keyword, message, expected, actual } = violation;
    if (!belongs(definition) || isOwned(violation)) continue;
    report("invalid", {
      at,
      pointer,
      expected,
      actual,
      args: { definition, message },
      key: `${definition} ${keyword} ${fieldOf(violation)}`,
    });
  }
}

/** Ids of the rules that the table leaves violations to; a test sees to it that they exist. */
export const ownersOf = (): string[] => owned.flatMap(({ owner }) => owner.split(", "));
