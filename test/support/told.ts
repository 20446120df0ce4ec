import { rules } from "../../src/rules/index.ts";
import { renderMessage, type Finding } from "../../src/result/finding.ts";

const messages = new Map(rules.map((rule) => [rule.id, rule.messages]));
const line = (name: string, value: unknown): string[] =>
  value === undefined
    ? []
    : [`  ${name} ${typeof value === "string" ? value : JSON.stringify(value)}`];

/** All that findings say, as lines for a person to read: nothing of the evidence is left out. */
export function told(findings: readonly Finding[]): string[] {
  return findings.flatMap((finding) => [
    `${finding.level} ${finding.rule}: ${renderMessage(messages.get(finding.rule)?.[finding.messageId] ?? "?", finding.args)}`,
    ...line("key", finding.key),
    ...line("args", Object.keys(finding.args).length > 0 ? finding.args : undefined),
    ...line("count", finding.count === 1 ? undefined : finding.count),
    ...line(
      "event",
      finding.event === undefined ? undefined : `${finding.event} ${finding.eventType}`,
    ),
    ...line(
      "place",
      finding.line === undefined ? undefined : `${finding.offset}, line ${finding.line}`,
    ),
    ...line("pointer", finding.pointer),
    ...line("expected", finding.expected),
    ...line("actual", finding.actual),
    ...line("related", finding.related.length > 0 ? finding.related.join(" ") : undefined),
    ...finding.excerpt.flatMap(({ caret }) => line("caret", caret)),
    ...finding.consequences.map((one) => `  so ${one.rule} ${one.messageId} ${one.count}`),
  ]);
}
