/** The two published dialects of the protocol. */
export type PublishedDialect = "openresponses" | "openai";

/** The revision from which on each dialect has something. A dialect that is not named does not have it. */
export type Since = Readonly<Partial<Record<PublishedDialect, string>>>;

/** In both dialects from their first described revision on. */
export const both: Since = { openresponses: "2026-04-24", openai: "2026-08-21" };
export const openai: Since = { openai: "2026-08-21" };
/** In `openai` since the revision that describes steering. */
export const openaiNovember: Since = { openai: "2026-11-17" };
export const openresponses: Since = { openresponses: "2026-04-24" };

/** True if a revision (a date, `2026-08-21`) of a dialect has what a row describes. */
export function existsIn(since: Since, dialect: PublishedDialect, revision: string): boolean {
  const first = since[dialect];
  return first !== undefined && first <= revision;
}
