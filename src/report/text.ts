/** Helpers for text that is printed. Pure; nothing here knows about a terminal. */

// What an endpoint sends must not be able to move the cursor, recolour a log or reorder a line: controls, format
// characters (bidirectional controls, invisible marks, tags), line and paragraph separators, lone surrogates.
const unsafe = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

/**
 * Text from outside, made safe to print on one line: control characters, escape sequences, bidirectional and
 * invisible characters become visible escapes such as `\x1b` or `\u202e`. All other characters are unchanged.
 */
export function safe(text: string): string {
  return text.replaceAll(unsafe, (character) => {
    if (character === "\n") return "\\n";
    if (character === "\r") return "\\r";
    if (character === "\t") return "\\t";
    const code = character.codePointAt(0) ?? 0;
    if (code < 0x100) return `\\x${code.toString(16).padStart(2, "0")}`;
    return code < 0x10000
      ? `\\u${code.toString(16).padStart(4, "0")}`
      : `\\u{${code.toString(16)}}`;
  });
}

const wide =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|[\u{1f300}-\u{1faff}]|[\u{20000}-\u{3fffd}]/u;
const noWidth = /\p{Mn}|\p{Me}|[\ufe00-\ufe0f]/u;

/** Columns of a text on a terminal: 2 for wide characters, 0 for combining marks. */
export function displayWidth(text: string): number {
  let width = 0;
  for (const character of text) {
    if (noWidth.test(character)) continue;
    width += wide.test(character) ? 2 : 1;
  }
  return width;
}

/** Pads a text with blanks on the right to `width` columns; a longer text is not cut. */
export function pad(text: string, width: number): string {
  return text + " ".repeat(Math.max(0, width - displayWidth(text)));
}

/** Cuts a text in the middle so that it has at most `limit` UTF-16 units. */
export function clip(text: string, limit: number): string {
  if (text.length <= limit) return text;
  const half = Math.floor((limit - 1) / 2);
  return `${text.slice(0, half)}…${text.slice(-half)}`;
}

/** A count, its digits in groups of three: `1,200`. `toLocaleString` would load a locale first, which takes 10 ms. */
export const digits = (count: number): string => String(count).replace(/\B(?=(\d{3})+$)/g, ",");

/** `1 scenario`, `2 scenarios`. */
export function plural(count: number, noun: string): string {
  return `${digits(count)} ${noun}${count === 1 ? "" : "s"}`;
}

/** A time as text: `87 ms`, `1.2 s`, `2 min 5 s`. */
export function duration(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)} ms`;
  if (ms < 60_000) return `${(ms / 1000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1000);
  return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

/**
 * Breaks a text at blanks so that no line is wider than `width` (a longer word is not broken).
 * @param first the start of the first line; the other lines are indented by the same width.
 */
export function wrap(first: string, text: string, width: number): string[] {
  const indent = " ".repeat(displayWidth(first));
  const lines: string[] = [];
  let line = first;
  let empty = true;
  for (const word of text.split(" ")) {
    if (!empty && displayWidth(line) + 1 + displayWidth(word) > width) {
      lines.push(line);
      line = indent;
      empty = true;
    }
    line += empty ? word : ` ${word}`;
    empty = false;
  }
  return [...lines, line];
}

/** As many names as fit into `columns`, joined with commas, and a count of the others; at least one is shown. */
export function fitted(names: readonly string[], columns: number): string {
  let count = 0;
  for (let used = 0; count < names.length; count++) {
    used += displayWidth(names[count] ?? "") + 2;
    if (count > 0 && used > columns) break;
  }
  return listed(names, count);
}

/** At most `limit` names joined with commas, and a count of the others. */
export function listed(names: readonly string[], limit: number): string {
  const shown = names.slice(0, limit).join(", ");
  return names.length > limit ? `${shown} and ${names.length - limit} more` : shown;
}
