/** A value cut where it differs from another: the common start, its own part, the common end. */
export interface Parts {
  before: string;
  own: string;
  after: string;
}

/** A note after a quoted value, as in `"abc" (3 deltas)`. */
const note = /^(".*")( \([^()"]*\))$/s;

/**
 * Finds where two values differ.
 * @returns undefined if they have nothing in common or are the same, so no part can be marked
 */
export function differing(expected: string, actual: string): [Parts, Parts] | undefined {
  const [, left = expected, leftNote = ""] = note.exec(expected) ?? [];
  const [, right = actual, rightNote = ""] = note.exec(actual) ?? [];
  const shorter = Math.min(left.length, right.length);
  let start = 0;
  while (start < shorter && left[start] === right[start]) start++;
  let end = 0;
  while (end < shorter - start && left.at(-1 - end) === right.at(-1 - end)) end++;
  // Half of a character shows as nothing: cut before it.
  if (isHigh(left, start - 1)) start--;
  if (end > 0 && isHigh(left, left.length - end - 1)) end--;
  if (left === right || start + end <= 2) return undefined;
  const cut = (text: string, tail: string): Parts => ({
    before: text.slice(0, start),
    own: text.slice(start, text.length - end),
    after: text.slice(text.length - end) + tail,
  });
  return [cut(left, leftNote), cut(right, rightNote)];
}

const isHigh = (text: string, at: number): boolean => /[\ud800-\udbff]/.test(text[at] ?? "");
