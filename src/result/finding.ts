/** Findings, levels and verdicts: the plain data of every report. */

/** The level of a requirement in a dialect, from the keyword in its specification. */
export type Level = "must" | "should" | "may" | "off";

/** One line of the stream excerpt that a finding shows. */
export interface ExcerptLine {
  /** Event number, or undefined for a line that stands for left-out events. */
  event: number | undefined;
  type: string;
  text: string;
  /** The column of the caret in `text`, and its note. */
  caret?: { column: number; note: string };
}

/** A violation of a rule: what, where, and the evidence. Data only; its text is rendered from the message template of the rule. */
export interface Finding {
  rule: string;
  messageId: string;
  /** Distinguishes findings with the same message on one exchange, for instance the name of the field. */
  key: string | undefined;
  /** Values for the `{{name}}` places of the message template. */
  args: Record<string, string | number>;
  level: Exclude<Level, "off">;
  /** Number of the event at fault, from 0. Undefined when the finding is about the exchange or the end of the stream. */
  event: number | undefined;
  eventType: string | undefined;
  /** Byte offset and line (from 1) in the stream, if the source has them. */
  offset: number | undefined;
  line: number | undefined;
  /** JSON Pointer in the event's payload, or in the JSON body. */
  pointer: string | undefined;
  expected: string | undefined;
  actual: string | undefined;
  /** Other events that belong to the evidence. */
  related: number[];
  excerpt: ExcerptLine[];
  /** How often the same finding was made on this exchange; the evidence is of the first. */
  count: number;
  /** Findings of other rules that follow from this one. */
  consequences: { rule: string; messageId: string; count: number }[];
}

/** The facts about a rule that reports need. */
export interface RuleInfo {
  id: string;
  title: string;
  messages: Record<string, string>;
  requirement: Record<string, Level>;
  spec: string[];
}

/** The verdict on a scenario, in one dialect. */
export type Verdict = "pass" | "fail" | "warn" | "inconclusive" | "n/a" | "error";

/** The findings of one dialect on one exchange. */
export interface Judgement {
  dialect: string;
  findings: Finding[];
  /** How often each rule evaluated its subject. A rule that is not named evaluated nothing. */
  exercised: Record<string, number>;
}

/** The text of a finding: the template of the rule, with its `{{name}}` placeholders filled in. */
export function renderMessage(template: string, args: Record<string, string | number>): string {
  return template.replaceAll(/\{\{(\w+)\}\}/g, (whole, name: string) =>
    String(args[name] ?? whole),
  );
}
