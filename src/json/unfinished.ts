import { parseJson } from "./json.ts";

/** How a text that begins like JSON could go on: after a key, after a colon or comma, after half a word. */
const continuations = [
  "",
  ":null",
  "null",
  "0",
  ...endsOf("true"),
  ...endsOf("false"),
  ...endsOf("null"),
];

function endsOf(word: string): string[] {
  return Array.from(word, (_, at) => word.slice(at + 1)).filter((end) => end !== "");
}

/** What closes the strings, lists and objects that a text leaves open; undefined if they do not nest. */
function closing(text: string): string | undefined {
  const open: string[] = [];
  let quoted = false;
  for (let at = 0; at < text.length; at++) {
    const char = text[at];
    if (quoted) {
      if (char === "\\") at += 1;
      else if (char === '"') quoted = false;
    } else if (char === '"') quoted = true;
    else if (char === "{") open.push("}");
    else if (char === "[") open.push("]");
    else if ((char === "}" || char === "]") && open.pop() !== char) return undefined;
  }
  return `${quoted ? '"' : ""}|${open.toReversed().join("")}`;
}

/** True for a text that is the beginning of a JSON object or list, and breaks off before its end. */
export function isUnfinished(text: string): boolean {
  // Half of an escape is no part of a text yet.
  const begun = text.trimEnd().replace(/\\(u[\da-fA-F]{0,3})?$/, "");
  const [quote, brackets = ""] = closing(begun)?.split("|") ?? [];
  if (quote === undefined || brackets === "") return false;
  const whole = `${begun}${quote}`;
  return [whole, whole.replace(/,$/, "")].some((start) =>
    continuations.some((more) => "value" in parseJson(`${start}${more}${brackets}`)),
  );
}
