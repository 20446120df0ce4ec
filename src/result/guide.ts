import type { StepFinding } from "./run.ts";

/** A good recording with one fault, and the finding of a rule on it. */
export interface FailingExample {
  /** The fault of the recording. */
  fault: string;
  /** Name of the recording. */
  tape: string;
  /** Name of the dialect that it was judged by. */
  dialect: string;
  finding: StepFinding;
}

/** What a real client did with a fault. */
export interface ClientSight {
  /** The client with its version and the helper that was called. */
  client: string;
  fault: string;
  /** What it does: the rest of a sentence that begins with its name. */
  does: string;
}

/** A place in the code of a client. */
export interface CodeReference {
  client: string;
  /** `owner/name` on GitHub. */
  repository: string;
  path: string;
}

/** A bug that was reported against a real server or client. */
export interface ReportedBug {
  server: string;
  /** `owner/name#number` on GitHub. */
  thread: string;
  /** The symptom on the wire; only the pages show it. */
  symptom?: string;
}

/** The explanation of a rule, beyond what the rule itself declares. */
export interface RuleGuide {
  /** Why clients break when it is broken. */
  why: string;
  /** What to send instead, and the usual cause. */
  fix: string;
  /** A correct example of the wire. */
  right: string | undefined;
  clients: ClientSight[];
  code: CodeReference[];
  bugs: ReportedBug[];
  /** Names of the faults that it is tested with. */
  faults: string[];
  example: FailingExample;
}

/** The guide of each rule, by its id. */
export type RuleGuides = Record<string, RuleGuide>;

/** The explanation of an event type. */
export interface EventGuide {
  description: string | undefined;
  /** The first revision that has it, by dialect. */
  since: Readonly<Record<string, string>>;
  /** Names of its fields, by the dialect that has it. */
  fields: Record<string, { required: string[]; optional: string[] }>;
  /** One as it stands in a good recording; a response in it is cut short. Undefined where no recording has one. */
  example: string | undefined;
  /** Event types that come right before it in good recordings, the most frequent first. */
  after: string[];
  /** Event types that come right after it. */
  before: string[];
  /** Ids of the rules that look at events of this type in particular. */
  rules: string[];
  /** True if it has the response. */
  snapshot: boolean;
}

/** The explanations of all event types. */
export interface EventGuides {
  types: Record<string, EventGuide>;
  /** Ids of the rules that look at every event, whatever its type. */
  always: string[];
  /** Ids of the rules that look at each response that an event carries. */
  snapshots: string[];
}

/** The explanations of rules and events, as the installed program has them. */
export interface Guide {
  rules: RuleGuides;
  events: EventGuides;
}
