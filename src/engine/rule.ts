import type { BaseDialect, Dialect } from "../dialect/dialect.ts";
import type { Level } from "../result/finding.ts";
import type { SchemaSet, SchemaViolation } from "../schema/index.ts";
import type { StreamState } from "../stream/state.ts";
import type { FramingFact, WireEvent } from "../wire/types.ts";
import type {
  BodyInfo,
  ExchangeEnd,
  ExchangeInfo,
  HeadInfo,
  Session,
  Snapshot,
} from "./exchange.ts";
import type { IsOwned, Owned } from "./owned.ts";

/** The evidence of a finding. Only what helps the reader most is required. */
export interface Evidence {
  /** The event at fault. */
  at?: WireEvent | undefined;
  /** EventLocation on the stream when no event can be named. */
  place?: { offset: number; line: number } | undefined;
  /** JSON Pointer from the root of the event's payload, or of the JSON body. */
  pointer?: string;
  /** What is expected, as text (`show()` renders JSON). */
  expected?: string;
  /** What came, as text. */
  actual?: string;
  /** Other events of the evidence, oldest first. At most a handful. */
  related?: (WireEvent | undefined)[];
  args?: Record<string, string | number>;
  /** Tells findings of one message apart that must not be folded into one, for instance the name of the field. */
  key?: string;
  /**
   * Says that events were lost or are not what they should be as a whole, so that whatever else is found on this exchange
   * follows from it: other findings are folded under this one.
   */
  explainsRest?: boolean;
  /** How often it was found, where a rule reports only at the end. Default: once. */
  times?: number;
  /** Lowers the level of this finding where a requirement is softer for some subjects. It never raises it. */
  level?: Exclude<Level, "off">;
  /** Index in the main text of the event at fault where it goes wrong: the excerpt points at it. */
  differsAt?: number;
}

/** What a rule sees, in every dialect. The state is that before the event it is called for. */
export interface RuleContext<MessageId extends string = string> {
  state: Readonly<StreamState>;
  exchange: Readonly<ExchangeInfo>;
  /** Status and headers, once they are known; undefined for captures without them. */
  head(): HeadInfo | undefined;
  /** Earlier exchanges of the same scenario; undefined when an exchange is judged alone. */
  session: Session | undefined;
  /** Says that the requirement is broken. */
  report(messageId: MessageId, evidence?: Evidence): void;
  /** Says that the rule evaluated its subject once. A rule that never says so never reads as pass. */
  exercised(): void;
}

/** What a rule sees if it judges dialects differently. */
export interface DialectContext<MessageId extends string = string> extends RuleContext<MessageId> {
  dialect: Dialect;
  schemas: SchemaSet;
  /** Schema violations of an event, validated once for all rules. */
  violations(event: WireEvent): readonly SchemaViolation[];
  /** True for a violation that a rule `owns`. */
  isOwned: IsOwned;
}

/** What a rule does with an event. */
export type OnEvent = (event: WireEvent) => void;

/**
 * Callbacks of a rule on one exchange. Keys other than the named ones are event types.
 * Order per event: the type's own handler, `forType`, `every` and `place`, then `snapshot` when it carries a response;
 * the state moves on after all rules.
 */
export interface Observer {
  /** Status and headers are there. */
  open?: (head: HeadInfo) => void;
  /** Every event. There may be millions of deltas: what the type alone decides belongs into `forType`. */
  every?: OnEvent;
  /**
   * Gives the handler for the events of a type, or undefined where they do not concern the rule. Asked when a type
   * comes up, before its first event is handled; it may be asked again.
   */
  forType?: (type: string) => OnEvent | undefined;
  /**
   * Every event, for a rule that asks only where it belongs (see `locate`). Deltas that come one after the other to the
   * same place are one case: once no rule found fault with it, the rest of them are passed over.
   */
  place?: OnEvent;
  fact?: (fact: FramingFact) => void;
  snapshot?: (snapshot: Snapshot) => void;
  /** The whole body of an answer that is not an event stream. */
  body?: (body: BodyInfo) => void;
  /** The answer is over. Called once, last. */
  end?: (end: ExchangeEnd) => void;
  error?: OnEvent;
  [eventType: `response.${string}`]: OnEvent;
}

/** What may bring something about by chance: the endpoint had too much to do at a time, or the model chose so. */
export type Chance = "load" | "model";

interface Declared<MessageId extends string> {
  /** `family/name`, frozen once published. */
  id: string;
  title: string;
  /** Level per published dialect. */
  requirement: Record<BaseDialect, Level>;
  /** Short references, resolved through the dialect's `specs`. */
  spec: string[];
  /** Message templates; `{{name}}` takes an argument. */
  messages: Record<MessageId, string>;
  /**
   * Rules whose finding on the same exchange explains this one's: it is then folded under theirs as a consequence.
   * `rule:message` stands for one message of a rule.
   */
  yieldsTo?: string[];
  /** The same for single messages of this rule; `message key` stands for the findings of a message with that key. */
  messageYieldsTo?: Partial<
    Record<NoInfer<MessageId> | `${NoInfer<MessageId>} ${string}`, string[]>
  >;
  /**
   * What a scenario expects and need not report as well where this rule found something on the same step: the status, or
   * the final response, which a stream without an end (these messages) does not have.
   */
  explains?: { status?: true; response?: NoInfer<MessageId>[] };
  /** Messages that chance may bring about. A run tries once more, with nothing else under way, before it reports them. */
  chance?: Partial<Record<NoInfer<MessageId>, Chance>>;
  /** Schema violations that this rule reports itself. The rules of `schema/` do not report them again. */
  owns?: Owned[];
}

/** A rule that judges alike in every dialect: it watches an exchange once, for all of them. */
export interface CommonRule<MessageId extends string = string> extends Declared<MessageId> {
  perDialect?: false;
  observe(context: RuleContext<MessageId>): Observer;
}

/** A rule that asks for the dialect or its schemas: it watches an exchange once for each. */
export interface DialectRule<MessageId extends string = string> extends Declared<MessageId> {
  perDialect: true;
  observe(context: DialectContext<MessageId>): Observer;
}

/** An always-on, stateful, pure observer of one stream or exchange. */
export type Rule<MessageId extends string = string> =
  | CommonRule<MessageId>
  | DialectRule<MessageId>;

/** Declares a rule; only there so that message ids are checked against `messages`. */
export const defineRule = <MessageId extends string>(rule: Rule<MessageId>): Rule<MessageId> =>
  rule;
