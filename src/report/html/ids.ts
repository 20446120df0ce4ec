// Ids are made of what names a thing, never of where it stands: the same failure has the same address in the next run.

/** A name as part of an id: other characters than those of an address become `_`. */
const part = (name: string): string => name.replaceAll(/[^\w./-]/g, "_");

/** A short code of a text, always the same for the same text (FNV-1a). */
function code(text: string): string {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++)
    hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193) >>> 0;
  return hash.toString(36);
}

/** A name as part of an id, with a code after it where that alone could be the name of something else. */
const certain = (name: string): string =>
  part(name) === name ? name : `${part(name)}.${code(name)}`;

/** Id of a kind of violation: `failure/RULE:MESSAGE`. */
export function failureId(
  subject: { rule: string; messageId: string } | { expect: string; kind: string },
  waived?: string,
): string {
  const waiver = waived === undefined ? "" : `:waived.${code(waived)}`;
  return "rule" in subject
    ? `failure/${certain(subject.rule)}:${certain(subject.messageId)}${waiver}`
    : `failure/expect:${part(subject.expect)}.${code(subject.kind)}${waiver}`;
}

/** Id of one place of a failure: `FAILURE@SCENARIO:STEP`. */
export function placeId(
  failure: string,
  { scenario, step, key }: { scenario: string; step: string; key: string | undefined },
): string {
  const last = key === undefined ? "" : `:${certain(key)}`;
  return `${failure}@${certain(scenario)}:${certain(step)}${last}`;
}

/** Id of a scenario. */
export const scenarioId = (id: string): string => `scenario/${certain(id)}`;

/** Id of the block of data that holds the traces of a step. */
export const traceId = (scenario: string, step: string): string =>
  `trace/${certain(scenario)}:${certain(step)}`;

/** Makes ids unique. */
export function once(taken: Set<string>, id: string): string {
  let free = id;
  for (let number = 2; taken.has(free); number++) free = `${id}~${number}`;
  taken.add(free);
  return free;
}
