import type { ScenarioResult, StepResult } from "../../result/run.ts";
import type { Violation } from "../violations.ts";
import { traceId } from "./ids.ts";
import { h, type Child } from "./node.ts";

/**
 * The place for the stream of a step, with the events that stand out in it; the script fills it in from the block that has
 * the step's traces. Nothing where none were kept.
 * @param first the violation that the reader looks at
 */
export function streamOf(
  scenario: ScenarioResult,
  step: Pick<StepResult, "id" | "traces"> | undefined,
  violations: readonly Violation[],
  first?: Violation,
): Child {
  if (!step?.traces || step.traces.length === 0) return undefined;
  const blamed = violations.flatMap(({ finding }) => finding?.event ?? []);
  const { event, eventType, related = [] } = first?.finding ?? {};
  return h("div", {
    class: "stream",
    "data-trace": traceId(scenario.id, step.id),
    "data-event": event,
    "data-type": eventType,
    "data-blamed": [...new Set(blamed)].join(" "),
    "data-related": related.join(" "),
  });
}
