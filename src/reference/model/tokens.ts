/** Characters of one token at most, so that even a long word arrives in several deltas. */
const tokenLength = 5;

/**
 * Cuts a text into the model's tokens. Joined they are the text again; a character outside the
 * basic plane is never split, and a lone surrogate is replaced, because UTF-8 cannot encode it.
 */
export function tokenize(text: string): string[] {
  const clean = text.replace(/\p{Surrogate}/gu, "\uFFFD");
  return clean.match(new RegExp(`\\s*\\S{1,${tokenLength}}|\\s+$`, "gu")) ?? [];
}

/** A rough count of the tokens of an input: one for every four UTF-16 units, at least one. */
export function countInputTokens(texts: Iterable<string>): number {
  let units = 0;
  let items = 0;
  for (const text of texts) {
    units += text.length;
    items++;
  }
  return Math.max(1, Math.ceil(units / 4) + items);
}
