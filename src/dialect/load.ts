import type { BaseDialect, Dialect } from "./dialect.ts";
// Written by the build from suites/dialects, so that neither a start nor an import needs a YAML parser.
import builtin from "./generated/builtin.json" with { type: "json" };

/** A dialect that ships with the package. */
export function loadBuiltinDialect(name: BaseDialect): Dialect {
  return (builtin as Record<BaseDialect, unknown>)[name] as Dialect;
}
