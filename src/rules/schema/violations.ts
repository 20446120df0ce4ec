import { grows } from "../../protocol/growing.ts";
import type { DialectContext } from "../../engine/rule.ts";
import type { SchemaViolation } from "../../schema/index.ts";
import type { WireEvent } from "../../wire/types.ts";

/** The field that a violation is about: its pointer's last name, array positions left out. */
const fieldOf = ({ pointer }: SchemaViolation): string =>
  pointer.split("/").findLast((token) => !/^\d+$/.test(token)) ?? "";

/** True for a text that a list of values does not have, where OpenAI extends the list. */
const mayBeNewer = (violation: SchemaViolation): boolean =>
  (violation.keyword === "enum" || violation.keyword === "const") &&
  violation.actual.startsWith("string ") &&
  grows(fieldOf(violation));

type Reporting = Pick<DialectContext<"invalid">, "report" | "dialect">;

/** Reports a violation. A value that may be newer than the revision is no MUST in `openai`. */
export function reportOne(
  { report, dialect }: Reporting,
  violation: SchemaViolation,
  at: WireEvent | undefined,
  times = 1,
): void {
  const { definition, pointer, keyword, message, expected, actual } = violation;
  const newer = dialect.base === "openai" && mayBeNewer(violation);
  report("invalid", {
    at,
    pointer,
    expected,
    actual,
    args: {
      definition,
      message: newer ? `${message}; the value is newer than this revision, or wrong` : message,
    },
    key: `${definition} ${keyword} ${fieldOf(violation)}`,
    times,
    ...(newer ? { level: "should" } : {}),
  });
}

/**
 * Reports the violations of the definitions that `belongs` accepts, but for those that another rule owns.
 * @param aside true for a violation that is reported elsewhere
 */
export function reportAll(
  context: Reporting & Pick<DialectContext<"invalid">, "isOwned">,
  violations: readonly SchemaViolation[],
  belongs: (definition: string) => boolean,
  at?: WireEvent,
  aside: (violation: SchemaViolation) => boolean = () => false,
): void {
  for (const violation of violations)
    if (belongs(violation.definition) && !context.isOwned(violation) && !aside(violation))
      reportOne(context, violation, at);
}
