import type { StepResult } from "../result/run.ts";
import type { Look } from "./second-look.ts";
import type { StepTape } from "./step.ts";

/** What the steps of a scenario came to. */
export interface Looked {
  looks: Look[];
  steps: StepResult[];
  /** In the order in which they were made. */
  tapes: (StepTape & { step: string })[];
  durationMs: number;
}

/** Two looks as one: each step was sent as often as in both, and has the exchanges of both. @param why there is a second one */
export function bothLooks(first: Looked, second: Looked, why: string): Looked {
  const note = `${why}; the scenario was run once more, with nothing else under way`;
  const steps = first.steps.map((step) => {
    const again = second.steps.find(({ id }) => id === step.id);
    return again ? added(step, again, note) : step;
  });
  const known = new Set(steps.map(({ id }) => id));
  const made = new Map(first.looks.map((look) => [look.step, look.made]));
  return {
    looks: second.looks,
    steps: [...steps, ...second.steps.filter(({ id }) => !known.has(id))],
    tapes: [
      ...first.tapes,
      ...second.tapes.map((tape) => ({
        ...tape,
        exchange: tape.exchange + (made.get(tape.step) ?? 0),
      })),
    ],
    durationMs: first.durationMs + second.durationMs,
  };
}

const added = (before: StepResult, again: StepResult, note: string): StepResult => ({
  ...again,
  sent: before.sent + again.sent,
  retries: [...before.retries, note, ...again.retries],
  durationMs: before.durationMs + again.durationMs,
});
