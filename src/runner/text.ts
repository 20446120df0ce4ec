/** A text from outside as one line of bearable length. */
export function shortened(text: string, limit = 200): string {
  const line = text.replaceAll(/\s+/g, " ").trim();
  return line.length <= limit ? line : `${line.slice(0, limit - 1)}…`;
}
