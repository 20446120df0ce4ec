import type { DialectContext } from "../../engine/rule.ts";
import type { SchemaViolation } from "../../schema/index.ts";
import type { WireEvent } from "../../wire/types.ts";

/** The field that a violation is about: its pointer's last name, array positions left out. */
const fieldOf = ({ pointer }: SchemaViolation): string =>
  pointer.split("/").findLast((token) => !/^\d+$/.test(token)) ?? "";

/** Reports the violations of the definitions that `belongs` accepts, but for those that another rule owns. */
export function reportAll(
  { report, isOwned }: Pick<DialectContext<"invalid">, "report" | "isOwned">,
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
