import { isObject, type Json, type JsonObject, stringAt } from "../../json/json.ts";
import { show } from "../../json/show.ts";
import type { Observer, RuleContext } from "../../engine/rule.ts";
import { outcomeOf } from "./outcome.ts";

type Messages = "missing" | "field" | "unexpected" | "absent";

/**
 * A field of the response that belongs to one outcome, and is null with every other. Both documents require it, and no
 * snapshot of OpenAI's servers was recorded without it.
 */
interface FinalField {
  field: string;
  outcome: string;
  shape: string;
  /** Names of the fields within it that are wrong. */
  wrong(value: JsonObject): string[];
}

/** Names of the fields that are not texts. */
export const texts =
  (...names: string[]) =>
  (value: JsonObject): string[] =>
    names.filter((name) => stringAt(value, name) === undefined);

/** Judges the field in every snapshot. */
export function observeField(
  { report, exercised }: RuleContext<Messages>,
  { field, outcome, shape, wrong }: FinalField,
): Observer {
  return {
    snapshot(snapshot) {
      const { response, event } = snapshot;
      const pointer = `${snapshot.pointer}/${field}`;
      const actual = outcomeOf(snapshot);
      if (actual === undefined) return;
      const value: Json | undefined = response[field];
      const place = { at: event, pointer, actual: show(value), args: { outcome: actual } };
      exercised();
      if (actual === outcome) {
        if (!isObject(value)) return report("missing", { ...place, expected: shape });
        for (const name of wrong(value))
          report("field", {
            ...place,
            pointer: `${pointer}/${name}`,
            expected: "a string",
            actual: show(value[name]),
            args: { field: name },
            key: name,
          });
      } else if (value === undefined) report("absent", { ...place, expected: "null" });
      else if (value !== null) report("unexpected", { ...place, expected: "null" });
    },
  };
}
