/** A way of saying something that makes readers stumble. */
interface Pattern {
  find: RegExp;
  /** What to write in its place. */
  instead: string;
}

/** A capital that starts a sentence, or the start of a text that has no capital: a title, a message. */
const start = String.raw`(?:^|[.;:!?]\s+)`;
/** Headings such as "What to test:" have no verb: a sentence has more words than these. */
const heading = String.raw`(?:\W+[\w-]+){0,3}\W*$`;

const patterns: readonly Pattern[] = [
  { find: /\b(stands?|stood|standing)\b(?! for\b)/i, instead: "is, is written, is in" },
  { find: /\b(tells?|told|telling)\b/i, instead: "reports, shows" },
  { find: /\bwho(ever|soever)\b|\bwho asks? for\b/i, instead: "the name of the actor" },
  {
    find: new RegExp(
      String.raw`${start}(?:What|Who|Whatever)\b(?!${heading})(?![^.!?]*\?)|^(?:what|who|whatever)\b(?!${heading})(?!.*\?)`,
    ),
    instead: "a noun as the subject",
  },
  { find: /(?<!\bthere )\b(is|are|was|were|be) no\b(?! longer\b)/i, instead: "is not a" },
  { find: /\b(comes?|came|coming) to\b/i, instead: "ends with, is, reaches" },
  {
    find: /\b(takes?|took|taken|taking)\b(?: [\w'`{}-]+){0,5} for (?:an?|the|one|it|another)\b/i,
    instead: "treats as, reads as",
  },
  { find: /\bmend(s|ed|ing)?\b/i, instead: "fix" },
  { find: /\b(lays?|laid|laying) down\b/i, instead: "define, require" },
  { find: /\b(says?|said|saying|speaks?|spoken) of\b/i, instead: "report, describe" },
  { find: /\bof (its|their) own\b/i, instead: "its own" },
  { find: /\b(the|its|their) like\b/i, instead: "the names of the things" },
  { find: /\b(therefor|thereof|whereof|wherefore|whereby|thereby)\b/i, instead: "for it, of it" },
  { find: /\bwhere\b/i, instead: "if, in which" },
  { find: /\b(that|just as) many\b/i, instead: "the number" },
  { find: /\bnothing in it could be judged\b(?!:)/i, instead: "the reason too" },
  { find: /\bnever *(?:[.,;:]|$)/i, instead: "a clause with a verb" },
  { find: /\b(is|are) another\b|\banother\b[^.,;]*\bthan\b/i, instead: "differs from" },
  { find: /\b(is|are) due\b/i, instead: "expected" },
  { find: /\bturn(s|ed|ing)? (?:\w+ )?down\b/i, instead: "refuse, reject" },
  { find: /\btakes? (?:the|it|that) (?:\w+ )?out\b/i, instead: "remove" },
  { find: /\bexpected of\b/i, instead: "the expectations apply to" },
  { find: /\b(could|can) newly\b/i, instead: "now" },
  { find: /\bwhat (SHOULD|MUST|MAY)\b/, instead: "SHOULD violations" },
  { find: /\bfor want of\b/i, instead: "if one is missing" },
  { find: /\bnotwithstanding\b/i, instead: "although" },
];

/** A text that users read, and where it is. */
export interface Text {
  at: string;
  text: string;
}

/** The words of a text: names in backticks and placeholders of messages are not words. */
const words = (text: string): string =>
  text.replaceAll(/`[^`]*`/g, "`name`").replaceAll(/\{\{\w+\}\}|&lt;\w+>/g, "{}");

/**
 * Finds what does not read well.
 * @param allowed phrases that may be used although a pattern finds them
 * @returns one line for each place: where, what, and what to write instead
 */
export function stumbles(texts: readonly Text[], allowed: readonly string[] = []): string[] {
  return texts.flatMap(({ at, text }) => {
    const plain = allowed.reduce((rest, phrase) => rest.replaceAll(phrase, "-"), words(text));
    return patterns.flatMap(({ find, instead }) => {
      const found = find.exec(plain);
      if (!found) return [];
      const near = plain.slice(Math.max(0, found.index - 40), found.index + found[0].length + 40);
      return `${at}: "${found[0]}" in "${near.replaceAll(/\s+/g, " ")}"; write: ${instead}`;
    });
  });
}
