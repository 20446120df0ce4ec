import { grouped } from "../../json/json.ts";
import type { DialectContext } from "../../engine/rule.ts";
import type { SchemaViolation } from "../../schema/index.ts";
import type { WireEvent } from "../../wire/types.ts";
import { reportOne } from "./violations.ts";

/** A required field that something leaves out, as it was seen first. */
interface Gap {
  violation: SchemaViolation;
  at: WireEvent | undefined;
  times: number;
  /** False if another rule reports it where it is the only one. */
  own: boolean;
}

/** Required fields that an exchange leaves out, gathered so that one finding names them all. */
export interface LeftOut {
  /**
   * Notes a field.
   * @param of what leaves it out, such as the type of the event; empty if there is only one such thing
   * @param own false if another rule reports it where it is the only one
   */
  note(violation: SchemaViolation, of: string, at?: WireEvent, own?: boolean): void;
  /** Reports one finding: `left-out` for several fields, `invalid` for one. Called once, at the end. */
  report(): void;
}

/** The place of a missing field in the payload: `error.code`, without the response around it. */
const nameOf = ({ pointer }: SchemaViolation): string =>
  pointer
    .slice(1)
    .replace(/^response\//, "")
    .replaceAll("/", ".");

/** The names of fields, those with the same owners together: `item_id, output_index (output_text.delta)`. */
function listed(gaps: ReadonlyMap<string, ReadonlyMap<string, Gap>>): string {
  const fieldsOf = grouped(gaps, ([, by]) => [...by.keys()].join(", "));
  return Array.from(fieldsOf, ([of, fields]) => {
    const names = fields.map(([field]) => field).join(", ");
    return of === "" ? names : `${names} (${of})`;
  }).join("; ");
}

/** Gathers required fields that are left out; see `LeftOut`. */
export function gatherLeftOut(
  context: Pick<DialectContext<"invalid" | "left-out">, "report" | "isOwned" | "dialect">,
): LeftOut {
  const gaps = new Map<string, Map<string, Gap>>();
  return {
    note(violation, of, at, own = true) {
      const field = nameOf(violation);
      const by = gaps.get(field) ?? new Map<string, Gap>();
      gaps.set(field, by);
      const known = by.get(of);
      if (known) known.times += 1;
      else by.set(of, { violation, at, own, times: 1 });
    },
    report() {
      const all = [...gaps.values()].flatMap((by) => [...by.values()]);
      const [first, second] = all;
      if (!first) return;
      const { violation, at, own, times } = first;
      if (!second) {
        if (own) reportOne(context, violation, at, times);
        return;
      }
      const fields = listed(gaps);
      context.report("left-out", {
        at,
        pointer: violation.pointer,
        expected: "every required field",
        actual: `no ${fields}`,
        args: { count: gaps.size, fields },
        times: Math.max(...all.map((gap) => gap.times)),
      });
    },
  };
}
