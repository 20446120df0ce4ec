import type { BaseDialect } from "../dialect/dialect.ts";
import { chain, type TapeEdit } from "../tape/edits.ts";
import type { Rule } from "./rule.ts";

/** Options of a fault. */
interface More<MessageId extends string> {
  /** Other messages of the same rule that must appear too. */
  alsoFinds?: MessageId[];
  /** Other rules that must report something too: consequences that cannot be distinguished from a root cause. */
  alsoFires?: string[];
  /** Dialects in which this is a fault. Default: both. */
  dialects?: BaseDialect[];
}

/** A good tape and how it is broken. */
interface Broken<MessageId extends string> extends More<MessageId> {
  /** Name of a good tape in fixtures/good. */
  tape: string;
  edit: TapeEdit;
}

/** Faults by name. A name says what the server does wrong. */
type Named<MessageId extends string> = Record<string, Broken<MessageId>>;

/** Faults by the message that they must produce. */
export type Proofs<MessageId extends string> = Partial<Record<MessageId, Named<MessageId>>>;

/** A named edit of a good tape, and the messages that the rule must then report. */
export interface RuleFault extends Broken<string> {
  name: string;
  /** The rule must report exactly these messages. */
  finds: string[];
}

/** The faults of one rule, in the order in which they are tried. */
export interface RuleFaults {
  rule: Rule;
  faults: RuleFault[];
}

/** One fault: the edits, one after the other, break the good tape of that name. */
export const on = <MessageId extends string = never>(
  tape: string,
  edits: TapeEdit[],
  more: More<MessageId> = {},
): Broken<MessageId> => ({ tape, edit: chain(...edits), ...more });

/**
 * Declares the faults that prove a rule.
 * @param proofs the faults of each message of the rule
 * @param others faults about which the rule must report nothing, because the rules in `alsoFires` report them
 */
export function faultsOf<MessageId extends string>(
  rule: Rule<MessageId>,
  proofs: Proofs<NoInfer<MessageId>>,
  others: Named<NoInfer<MessageId>> = {},
): RuleFaults {
  const listed = (faults: Named<string> = {}, finds: string[] = []): RuleFault[] =>
    Object.entries(faults).map(([name, fault]) => ({
      ...fault,
      name,
      finds: [...finds, ...(fault.alsoFinds ?? [])],
    }));
  const byMessage = Object.entries<Named<string> | undefined>(proofs);
  const found = byMessage.flatMap(([message, faults]) => listed(faults, [message]));
  return { rule, faults: [...found, ...listed(others)] };
}
