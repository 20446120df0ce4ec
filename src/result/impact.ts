import type { Violation } from "./violation.ts";

/**
 * The messages of each rule with which a tried client failed, or showed, called or ended with something else: what `explain` says
 * was seen, kept here so that a report can put first what breaks clients. A test compares it with what was seen.
 */
export const breaking: Record<string, readonly string[]> = {
  "call/arguments-buffer": ["item"],
  "call/arguments-json": ["empty", "not-json"],
  "call/custom": ["as-function"],
  "call/ids": ["missing"],
  "call/name-known": ["unknown"],
  "call/not-leaked": ["leaked"],
  "call/schema": ["invalid"],
  "http/first-event-prompt": ["empty"],
  "http/stream-content-type": ["not-a-stream"],
  "item/added-before-use": ["not-added"],
  "item/added-done-pairing": ["not-done"],
  "item/done-equals-output": ["extra", "missing"],
  "item/id-stable": ["changed"],
  "item/incomplete-is-last": ["cut-completed"],
  "item/index-sound": ["gap"],
  "item/required-fields": ["missing"],
  "lifecycle/created-first": ["again", "not-first"],
  "lifecycle/incomplete-has-details": ["missing"],
  "lifecycle/nothing-after-terminal": ["after"],
  "lifecycle/progress-order": ["late"],
  "lifecycle/status-matches-event": ["differs"],
  "lifecycle/terminal-present": ["missing"],
  "part/added-before-delta": ["not-added"],
  "part/index-sound": ["gap"],
  "part/kind-matches": ["changed", "part"],
  "part/pairing": ["not-added"],
  "part/starts-empty": ["filled"],
  "reasoning/event-names": ["foreign"],
  "schema/event": ["invalid"],
  "schema/item": ["invalid"],
  "schema/response": ["invalid", "left-out"],
  "schema/timestamps": ["absent"],
  "schema/unknown-event": ["unknown"],
  "sequence/present": ["missing"],
  "sse/done-sentinel": ["inexact"],
  "sse/framing": ["no-data", "unterminated"],
  "sse/json-data": ["not-json"],
  "sse/no-chat-chunks": ["chunk"],
  "state/replay-equals-original": ["missing"],
  "structured/valid": ["not-json"],
  "text/deltas-equal-done": ["differs"],
  "text/no-replacement-character": ["replaced"],
  "text/part-equals-item": ["lost", "not-streamed"],
  "usage/present-at-end": ["chat-names"],
};

/** True if clients are known to break on a violation: on what a rule reports, or on an answer without what was asked for. */
export function breaksClients({ finding, expectation }: Violation): boolean {
  if (finding) return breaking[finding.rule]?.includes(finding.messageId) ?? false;
  return (
    expectation !== undefined &&
    /^(text|calls|response|answer|end of the answer|capability)\b/.test(expectation.what)
  );
}
