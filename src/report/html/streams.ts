import {
  sharedExchange,
  type RunResult,
  type ScenarioResult,
  type StepResult,
} from "../../result/run.ts";
import type { Violation } from "../../result/violation.ts";
import { traceId } from "./ids.ts";
import { h, type Child } from "./node.ts";

const has = ({ traces }: StepResult): boolean => traces !== undefined && traces.length > 0;

/** Id of the block that has the traces of a step: of one that the run sent for several scenarios, the first of them has it. */
function blockOf(run: RunResult, scenario: ScenarioResult, step: StepResult): string | undefined {
  if (has(step)) return traceId(scenario.id, step.id);
  if (!step.shared) return undefined;
  for (const other of run.scenarios)
    for (const one of other.steps)
      if (one.shared && has(one) && sharedExchange(one) === sharedExchange(step))
        return traceId(other.id, one.id);
  return undefined;
}

/**
 * The place for the stream of a step, with its marked events, each as `EXCHANGE:EVENT`; the script fills it in
 * from the block that has the step's traces. Nothing if no traces were kept.
 * @param first the violation on show
 */
export function streamOf(
  run: RunResult,
  { scenario, step }: { scenario: ScenarioResult; step: StepResult | undefined },
  violations: readonly Violation[],
  first?: Violation,
): Child {
  const block = step && blockOf(run, scenario, step);
  if (block === undefined) return undefined;
  const findings = violations.flatMap(({ finding }) => finding ?? []);
  const chosen = first?.finding ?? findings[0];
  const blamed = [...(chosen ? [chosen] : []), ...findings].flatMap(({ exchange = 0, event }) =>
    event === undefined ? [] : [`${exchange}:${event}`],
  );
  const related = chosen?.related.map((event) => `${chosen.exchange ?? 0}:${event}`) ?? [];
  return h("div", {
    class: "stream",
    "data-trace": block,
    "data-exchange": chosen && (chosen.exchange ?? 0),
    "data-blamed": [...new Set(blamed)].join(" "),
    "data-related": related.join(" "),
  });
}
