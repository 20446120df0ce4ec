import type { Level } from "../result/finding.ts";

/** The two published variants of the protocol that schemas and default levels exist for. */
export type BaseDialect = "openresponses" | "openai";

/** Names of the dialects that ship with the package; the first is the default. */
export const builtinDialects: readonly BaseDialect[] = ["openresponses", "openai"];

/** Properties of a dialect that rules ask about, where a level alone does not say it. */
export interface DialectFacts {
  /** Whether a stream must close with `data: [DONE]`, or may. */
  doneSentinel: "required" | "optional";
  /** Whether an extension event needs no `slug:` prefix to be accepted as unknown. */
  unprefixedExtensions: boolean;
  /** Infix of the raw reasoning events: `response.reasoning.delta` or `response.reasoning_text.delta`. */
  reasoningEvent: "reasoning" | "reasoning_text";
  /** Events that may come at any time, also after the terminal event, beside the protocol's own. */
  ambientEvents: string[];
  /** Whether `usage` and `completed_at` may be absent where the other dialect wants null. */
  absentForNull: boolean;
}

/** A named variant of the protocol: its schemas, its levels, its facts. */
export interface Dialect {
  name: string;
  title: string;
  /** The published variant that it is, or extends. */
  base: BaseDialect;
  /** Revision of the published variant, a date. */
  revision: string;
  facts: DialectFacts;
  /** Levels that differ from what the rules say for the base dialect, by rule id. */
  levels: Record<string, Level>;
  /** URL by prefix of a spec reference; the longest matching prefix wins. */
  specs: Record<string, string>;
}
