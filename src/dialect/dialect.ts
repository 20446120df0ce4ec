import type { Level } from "../result/finding.ts";
// Written by the build from suites/dialects, so that neither a start nor an import needs a YAML parser.
import builtin from "./generated/builtin.json" with { type: "json" };

/** The published variants of the protocol that schemas and default levels exist for. */
export type BaseDialect = keyof typeof builtin;

/** A dialect of the package in its newest revision, or one of its revisions. */
export type BuiltinName = BaseDialect | `${BaseDialect}@${string}`;

/** Properties of a dialect that a level cannot express. */
export interface DialectFacts {
  /** Whether a stream must close with `data: [DONE]`, or may. */
  doneSentinel: "required" | "optional";
  /** Whether an extension event needs no `slug:` prefix to be accepted as unknown. */
  unprefixedExtensions: boolean;
  /** Infix of the raw reasoning events: `response.reasoning.delta` or `response.reasoning_text.delta`. */
  reasoningEvent: "reasoning" | "reasoning_text";
  /** Events that may come at any time, also after the terminal event, beside the protocol's own. */
  ambientEvents: string[];
  /** Whether `usage` and `completed_at` may be absent instead of null. */
  absentForNull: boolean;
  /**
   * Whether a WebSocket may carry several responses beside the one that a message asked for: at once in lanes, told apart
   * by `stream_id`, and as successors of a steered response.
   */
  lanes: boolean;
}

/** A named variant of the protocol: its schemas, its levels, its facts. */
export interface Dialect {
  /** As it was asked for: `openai`, `openai@2026-08-21`, or the name of a user's own. */
  name: string;
  title: string;
  /** The published variant that it is, or extends. */
  base: BaseDialect;
  /** Revision of the published variant, a date. */
  revision: string;
  facts: DialectFacts;
  /** Levels that differ from what the rules say for the base dialect, by rule id. */
  levels: Record<string, Level>;
  /** Level of a capability that is accepted and ignored, by its name; `may` for one that is not named. */
  ignored: Record<string, Level>;
  /** URL by prefix of a spec reference; the longest matching prefix wins. */
  specs: Record<string, string>;
}

const revisions = builtin as unknown as Record<BaseDialect, [newest: Dialect, ...older: Dialect[]]>;

/** Names of the dialects that ship with the package; the first is the default. */
export const builtinDialects = Object.keys(revisions) as readonly BaseDialect[];

/** The revisions of a dialect that ships with the package, newest first. Each is named `openai@2026-08-21`. */
export const revisionsOf = (name: BaseDialect): Dialect[] =>
  revisions[name].map((dialect) => ({ ...dialect, name: `${name}@${dialect.revision}` }));

/** All names that stand for a dialect of the package: its own, for the newest revision, and that of each revision. */
export const dialectNames: readonly string[] = [
  ...builtinDialects,
  ...builtinDialects.flatMap(revisionsOf).map(({ name }) => name),
];

/** A dialect that ships with the package, by one of `dialectNames`; undefined for any other name. */
export function findBuiltinDialect(name: string): Dialect | undefined {
  const all = builtinDialects.flatMap((base) => [revisions[base][0], ...revisionsOf(base)]);
  return all.find((dialect) => dialect.name === name);
}

/** A dialect that is known to ship with the package. @throws Error when it does not */
export function loadBuiltinDialect(name: BuiltinName): Dialect {
  const found = findBuiltinDialect(name);
  if (found === undefined) throw new Error(`there is no dialect "${name}"`);
  return found;
}
