import type { Turn } from "./turns.ts";

/** What the model looks at when it chooses its words. */
interface Talk {
  /** The user's last message. */
  asked: string;
  /** All that was said, oldest first, without the last message. */
  before: Turn[];
  /** Tool outputs that came after the user's last message. */
  outputs: string[];
  system: string[];
}

const words =
  "the quiet harbour woke slowly while small boats turned toward open water and every gull above them argued about the weather";

/** Ways to answer, most specific first. The first one that has something to say wins. */
const replies: ((talk: Talk) => string | undefined)[] = [
  ({ outputs }) => (outputs.length > 0 ? `The tool returned: ${outputs.join("; ")}` : undefined),
  ({ system }) =>
    capture(system.at(-1) ?? "", /\balways (?:answer|reply|respond|say)(?: only)?(?: with)?:? +/i),
  recall,
  ({ asked }) => count(asked),
  ({ asked }) => decoded(capture(asked, /\bdecode\b[\w ,]*: +/i)),
  ({ asked }) => encoded(capture(asked, /\bas JSON escapes?\b[\w ,]*: +/i)),
  ({ asked }) =>
    capture(
      asked,
      /\b(?:say|reply|respond|answer|repeat(?: after me)?|write|output|print|echo)(?: back)?(?: only| just)?(?: with)?(?: only| just)?(?: exactly)?(?: the)?(?: following)?(?: word| words| text| phrase| sentence)? *: +/i,
    ) ??
    capture(
      asked,
      /\b(?:say|(?:reply|respond|answer)(?: only| just)? with|repeat(?: after me)?)(?: only| just)?(?: exactly)?(?: the (?:word|words|text|phrase|sentence))? +/i,
    ),
  ({ asked }) => ramble(asked),
  ({ asked }) => {
    const fact = statements(asked).at(-1);
    return fact && /\b(?:remember|note|keep)\b/i.test(asked)
      ? `I will remember that your ${fact.name} is ${fact.value}.`
      : undefined;
  },
];

/**
 * The text of the model for a conversation. The same conversation always gets the same text.
 * The model remembers facts ("My code is 12345."), counts, repeats a text on request, also out of or into escapes, and otherwise
 * echoes.
 */
export function answerText(turns: readonly Turn[]): string {
  const talk = listen(turns);
  const found = replies
    .map((reply) => reply(talk))
    .find((text) => text !== undefined && text.trim() !== "");
  const text = found ?? `You said: ${shorten(talk.asked, 200) || "nothing"}`;
  const ending = capture(
    talk.system.at(-1) ?? "",
    /\bend (?:every|each|all|your) [\w ]{1,40}with (?:the word )?/i,
  );
  return ending === undefined ? text : `${text} ${ending}`;
}

/** True when the user asks the model to decline. */
export function asksForRefusal(turns: readonly Turn[]): boolean {
  return /\b(?:please refuse|refuse to (?:answer|help)|refuse this)\b/i.test(listen(turns).asked);
}

/** What the user wants to hear in the same answer as a call, and whether before it; undefined if nothing. */
export function spokenWith(turns: readonly Turn[]): { text: string; first: boolean } | undefined {
  const { asked } = listen(turns);
  const text = capture(asked, /\b(?:first|then) say: +/i);
  return text === undefined ? undefined : { text, first: /\bfirst say: /i.test(asked) };
}

/** The user's last message and what came after it. What is very long is shortened, so that no answer takes long. */
export function listen(turns: readonly Turn[]): Talk {
  const at = turns.findLastIndex((turn) => turn.role === "user");
  return {
    asked: bothEnds(turns[at]?.text ?? ""),
    before: turns.filter((_, index) => index !== at),
    outputs: turns
      .slice(at + 1)
      .filter((turn) => turn.role === "tool")
      .slice(0, 20)
      .map((turn) => shorten(turn.text, 4000)),
    system: turns.flatMap((turn) => (turn.role === "system" ? [bothEnds(turn.text)] : [])),
  };
}

/** The beginning and the end of a long text: questions are there. */
function bothEnds(text: string): string {
  const half = 20_000;
  return text.length > 2 * half ? `${text.slice(0, half)}\n${text.slice(-half)}` : text;
}

/** A text with single blanks, so that patterns with optional blanks have one way to match. */
function squeeze(text: string): string {
  return bothEnds(text).replace(/ {2,}/g, " ");
}

/** The first `length` characters (code points) of a text. */
function shorten(text: string, length: number): string {
  return Array.from(text.slice(0, length * 2))
    .slice(0, length)
    .join("");
}

/** What follows a phrase: the quoted text if it is quoted, else the rest of its sentence. */
function capture(text: string, phrase: RegExp): string | undefined {
  const match = phrase.exec(text);
  if (match === null) return undefined;
  const rest = text.slice(match.index + match[0].length);
  const quoted = /^["'“‘`]([^"”’`\n]{1,4000})["'”’`]/.exec(rest);
  if (quoted) return quoted[1];
  const end = /[.!?](?=\s|$)|\n/.exec(rest);
  return shorten(end === null ? rest : rest.slice(0, end.index), 4000)
    .replace(/,? (?:and nothing else|in (?:exactly )?\w+ words?)$/i, "")
    .trim();
}

/** A text whose characters were written as JSON escapes; undefined if it is not one. */
function decoded(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  return text.replace(/\\u([0-9a-f]{4})/gi, (_, unit: string) =>
    String.fromCharCode(Number.parseInt(unit, 16)),
  );
}

/** A text whose characters outside of ASCII are written as JSON escapes. */
function encoded(text: string | undefined): string | undefined {
  return text?.replace(
    /[^\0-\x7f]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

interface Fact {
  name: string;
  value: string;
}

/** "My X is Y" and "the X is Y" sentences of a text. */
function statements(text: string): Fact[] {
  const found = squeeze(text).matchAll(
    /\b(?:my|the|our) +([\w -]{1,40}?) +(?:is|=) *:? *["'“]?([\p{L}\p{N}_-]{1,80})/giu,
  );
  return [...found].map(([, name = "", value = ""]) => ({ name: name.toLowerCase(), value }));
}

/** Answers "What is my X?" from anything that was said earlier, the latest statement first. */
function recall({ asked, before }: Talk): string | undefined {
  const question =
    /\b(?:what(?:'s| is| was| are| were)|tell me|give me|recall) +(?:my|the|our|your)? *([\w -]{1,40}?)s?(?: again)? *(?:[?.!,\n]|$|that )/i.exec(
      squeeze(asked),
    );
  const wanted = question?.[1]?.toLowerCase();
  if (wanted === undefined) return undefined;
  const said = [...before.toReversed().map((turn) => turn.text), asked];
  const known = said.flatMap((text) => statements(text).toReversed());
  const same = known.filter(({ name }) => name === wanted);
  const alike = known.filter(
    ({ name }) => name.endsWith(wanted) || `${wanted} `.startsWith(`${name} `),
  );
  const facts = same.length > 0 ? same.slice(0, 1) : alike;
  if (facts.length === 0)
    return / my\b/i.test(question?.[0] ?? "") ? `I do not know your ${wanted}.` : undefined;
  const values = [...new Set(facts.map(({ value }) => value))];
  return /\bonly\b/i.test(asked) ? values.join(" ") : `Your ${wanted} is ${values.join(" and ")}.`;
}

/** "Count from 1 to 5", at most 2000 numbers. */
function count(asked: string): string | undefined {
  const match = /\bcount (?:slowly )?(?:up )?(?:from (\d{1,9}) )?(?:up )?to (\d{1,9})/i.exec(asked);
  if (match === null) return undefined;
  const from = Number(match[1] ?? 1);
  const length = Math.min(2000, Math.abs(Number(match[2]) - from) + 1);
  const step = Number(match[2]) < from ? -1 : 1;
  return Array.from({ length }, (_, index) => from + index * step).join(", ");
}

/** Many words, when a long text is asked for: at most 2000. */
function ramble(asked: string): string | undefined {
  const number = /\b(\d{2,5})[ -]words?\b/i.exec(asked)?.[1];
  if (
    number === undefined &&
    !/\b(?:story|essay|poem|article|paragraphs?|in detail|at length)\b/i.test(asked)
  )
    return undefined;
  const list = words.split(" ");
  return Array.from(
    { length: Math.min(2000, Number(number ?? 200)) },
    (_, index) => list[index % list.length],
  ).join(" ");
}
