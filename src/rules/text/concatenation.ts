import { firstDifference, show } from "../../json/show.ts";
import type { TextState } from "../../stream/state.ts";
import type { Evidence } from "../../engine/rule.ts";

/** How a done event departs from the deltas of its text: the message and its evidence. Undefined where it repeats them. */
export function departure(
  text: TextState | undefined,
  value: string,
): ["differs" | "no-deltas", Evidence] | undefined {
  const streamed = text?.text ?? "";
  const differsAt = firstDifference(streamed, value);
  if (differsAt < 0) return undefined;
  const deltas = text?.deltas ?? 0;
  const evidence = {
    expected: `${show(streamed)} (${deltas} delta${deltas === 1 ? "" : "s"})`,
    actual: show(value),
    related: [...(text?.first ?? []), text?.last],
    differsAt,
  };
  return [deltas > 0 ? "differs" : "no-deltas", evidence];
}
