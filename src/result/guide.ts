import type { StepFinding } from "./run.ts";

/** A good recording that was broken in one place, and what a rule says of it. */
export interface FailingExample {
  /** What was done to the recording. */
  fault: string;
  /** Name of the recording. */
  tape: string;
  /** Name of the dialect that it was judged by. */
  dialect: string;
  finding: StepFinding;
}

/** What there is to say of a rule beyond what it declares itself. */
export interface RuleGuide {
  /** Names of the faults that it is tested with. */
  faults: string[];
  example: FailingExample;
}

/** The guide of each rule, by its id. */
export type RuleGuides = Record<string, RuleGuide>;
