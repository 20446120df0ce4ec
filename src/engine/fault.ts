import type { BaseDialect } from "../dialect/dialect.ts";
import type { TapeEdit } from "../tape/edits.ts";
import type { Rule } from "./rule.ts";

/** A change of a good tape, and what a rule must then say. */
interface Proof<MessageId extends string> {
  /** Name of a good tape in fixtures/good. */
  tape: string;
  edit: TapeEdit;
  /** Exactly the messages of the rule that must appear. */
  finds: MessageId | MessageId[];
  /** Other rules that must speak too (consequences that cannot be told apart from a root cause). */
  alsoFires?: string[];
  /** Dialects that it is a fault in; both when left out. */
  dialects?: BaseDialect[];
}

/** Proofs of a rule, by what is broken. */
export type Proofs<MessageId extends string> = Record<string, Proof<MessageId>>;

/** A named edit of a good tape, and what the rule must then say. */
export interface RuleFault extends Proof<string> {
  name: string;
  finds: string[];
}

/** The faults of one rule, in the order in which they are tried. */
export interface RuleFaults {
  rule: Rule;
  faults: RuleFault[];
}

/** Declares the faults of a rule; `finds` is checked against its messages. */
export function faultsOf<MessageId extends string>(
  rule: Rule<MessageId>,
  proofs: Proofs<MessageId>,
): RuleFaults {
  const faults = Object.entries(proofs).map(([name, proof]) => ({
    ...proof,
    name,
    finds: [proof.finds].flat(),
  }));
  return { rule, faults };
}
