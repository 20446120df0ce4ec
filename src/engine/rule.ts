import type { BaseDialect, Dialect } from "../dialect/dialect.ts";
import type { Level } from "../result/finding.ts";
import type { SchemaSet, SchemaViolation } from "../schema/index.ts";
import type { StreamState } from "../stream/state.ts";
import type { TapeEdit } from "../tape/edits.ts";
import type { FramingFact, WireEvent } from "../wire/types.ts";
import type {
  BodyInfo,
  ExchangeEnd,
  ExchangeInfo,
  HeadInfo,
  Session,
  Snapshot,
} from "./exchange.ts";

/** What a rule hands over with a finding. Everything is optional but what helps the reader most. */
export interface Evidence {
  /** The event at fault. */
  at?: WireEvent | undefined;
  /** Place on the stream when no event can be named. */
  place?: { offset: number; line: number } | undefined;
  /** JSON Pointer from the root of the event's payload, or of the JSON body. */
  pointer?: string;
  /** What the requirement asks for, as text (`show()` renders JSON). */
  expected?: string;
  /** What came instead, as text. */
  actual?: string;
  /** Other events of the evidence, oldest first. At most a handful. */
  related?: (WireEvent | undefined)[];
  args?: Record<string, string | number>;
  /** Tells findings of one message apart that must not be folded into one, for instance the name of the field. */
  key?: string;
  /** Lowers the level of this finding where a requirement is softer for some subjects. It never raises it. */
  level?: Exclude<Level, "off">;
  /** Index in the main text of the event at fault where it goes wrong: the excerpt points at it. */
  differsAt?: number;
}

/** What a rule sees. The state is that before the event it is called for. */
export interface RuleContext<MessageId extends string = string> {
  dialect: Dialect;
  state: Readonly<StreamState>;
  exchange: Readonly<ExchangeInfo>;
  /** Status and headers, once they are known; undefined for captures without them. */
  head(): HeadInfo | undefined;
  /** Earlier exchanges of the same scenario; undefined when an exchange is judged alone. */
  session: Session | undefined;
  schemas: SchemaSet;
  /** Schema violations of an event, validated once for all rules. */
  violations(event: WireEvent): readonly SchemaViolation[];
  /** Says that the requirement is broken. */
  report(messageId: MessageId, evidence?: Evidence): void;
  /** Says that the rule evaluated its subject once. A rule that never says so never reads as pass. */
  exercised(): void;
}

/**
 * Callbacks of a rule on one exchange. Keys other than the named ones are event types.
 * Order per event: the type's own handler and `every`, then `snapshot` when it carries a response; the state moves on after all rules.
 */
export interface Observer {
  /** Status and headers are there. */
  open?: (head: HeadInfo) => void;
  /** Every event. */
  every?: (event: WireEvent) => void;
  fact?: (fact: FramingFact) => void;
  snapshot?: (snapshot: Snapshot) => void;
  /** The whole body of an answer that is no event stream. */
  body?: (body: BodyInfo) => void;
  /** The answer is over. Called once, last. */
  end?: (end: ExchangeEnd) => void;
  error?: (event: WireEvent) => void;
  [eventType: `response.${string}`]: (event: WireEvent) => void;
}

/** A named edit of a good tape, and what the rule must then say. */
export interface RuleFault<MessageId extends string = string> {
  name: string;
  /** Name of a good tape in fixtures/good. */
  tape: string;
  edit: TapeEdit;
  /** Exactly the messages of this rule that must appear. */
  finds: MessageId[];
  /** Other rules that must speak too (consequences that cannot be told apart from a root cause). */
  alsoFires?: string[];
  /** Dialects that it is a fault in; both when left out. */
  dialects?: BaseDialect[];
}

/** An always-on, stateful, pure observer of one stream or exchange. */
export interface Rule<MessageId extends string = string> {
  /** `family/name`, frozen once published. */
  id: string;
  title: string;
  /** Level per published dialect. */
  requirement: Record<BaseDialect, Level>;
  /** Short references, resolved through the dialect's `specs`. */
  spec: string[];
  /** Message templates; `{{name}}` takes an argument. */
  messages: Record<MessageId, string>;
  /** Rules whose finding on the same exchange explains this one's: it is then folded under theirs as a consequence. */
  yieldsTo?: string[];
  observe(context: RuleContext<MessageId>): Observer;
  faults: RuleFault<MessageId>[];
}

/** Declares a rule; only there so that message ids are checked against `messages`. */
export function defineRule<MessageId extends string>(rule: Rule<MessageId>): Rule {
  return rule as unknown as Rule;
}
