/** commander's messages in the form of our own: one line, named after the program. */
export function errorText(text: string): string {
  const line = text
    .replace(/^error: /, "")
    .replace(/\n\(Did you mean (.+?)\?\)/, ". Did you mean $1?");
  const hint =
    /unknown option/.test(line) && !/Did you mean/.test(line) ? "--help lists all options.\n" : "";
  return `responses-conformance: ${line}${hint}`;
}
