import type { Tool } from "../types.ts";

/** Words in tool names that say nothing about what the tool is for. */
const fillers = new Set(["tool", "function", "call", "test", "name", "data", "from", "with"]);
const manyCalls = 8;

/** True when a text plainly asks for this tool: by its name, by a telling word of it, or for "the tool" as such. */
export function asksForTool(text: string, tool: Tool): boolean {
  return (
    score(text, tool) > 0 ||
    /\b(?:use|call|invoke|run)\b[\w ]{0,40}\b(?:tools?|functions?)\b/i.test(text)
  );
}

/** The tool that a text means: the one it names, else the first. */
function meantTool(text: string, tools: readonly Tool[]): Tool | undefined {
  return tools.toSorted((a, b) => score(text, b) - score(text, a))[0];
}

function score(text: string, tool: Tool): number {
  const lower = text.slice(0, 4000).toLowerCase();
  if (namesTool(lower, tool)) return 100;
  const parts = tool.name.split(/[_-]|(?<=[a-z])(?=[A-Z])/).map((part) => part.toLowerCase());
  return parts.filter((part) => part.length >= 4 && !fillers.has(part) && lower.includes(part))
    .length;
}

function namesTool(lower: string, tool: Tool): boolean {
  const name = tool.name.toLowerCase();
  const spoken = ` ${lower.replace(/[^\p{L}\p{N}_-]+/gu, " ")} `;
  return spoken.includes(` ${name} `) || spoken.includes(` ${name.replaceAll(/[_-]/g, " ")} `);
}

/** One call the user asks for: the tool, and the thing it is to be called about. */
export interface Wish {
  tool: Tool;
  subject: string | null;
}

/** The calls a text asks for. At least one; several when it asks for several things or names several tools. */
export function wishes(text: string, tools: readonly Tool[]): Wish[] {
  const named = tools.filter((tool) => namesTool(text.slice(0, 4000).toLowerCase(), tool));
  const things = subjects(text);
  if (named.length > 1 && named.length >= things.length)
    return named
      .slice(0, manyCalls)
      .map((tool, index) => ({ tool, subject: things[index] ?? null }));
  const tool = meantTool(text, tools);
  if (tool === undefined) return [];
  if (things.length > 0) return things.slice(0, manyCalls).map((subject) => ({ tool, subject }));
  const twice =
    /\b(?:both|twice|two (?:\w+ )?(?:calls|times|tools)|in parallel|at the same time|at once)\b/i.test(
      text,
    );
  return Array.from({ length: twice ? 2 : 1 }, () => ({ tool, subject: null }));
}

const openers = new Set(
  "I A An The What Which When Where Who Why How Is Are Do Does Can Could Please Use Call Get Give Tell Check Find Compare Then And Also For In Both Ask Look Reply Answer Say My Your Run Invoke Report JSON Fetch Search Add Make It".split(
    " ",
  ),
);

/** The things a text is about: quoted words, else proper names, else the members of an "x and y" list. */
export function subjects(text: string): string[] {
  const part = text.slice(0, 4000);
  const quoted = [...part.matchAll(/["“”`]([^"“”`\n]{1,80})["“”`]/g)].map(
    ([, inner = ""]) => inner,
  );
  if (quoted.length > 0) return unique(quoted);
  const names = [...part.matchAll(/\p{Lu}[\p{L}\p{M}'’-]*(?: \p{Lu}[\p{L}\p{M}'’-]*)*/gu)]
    .map((match) => nameIn(match[0], part, match.index))
    .filter((name) => name.length > 1);
  if (names.length > 0) return unique(names);
  const list =
    /\b(?:for|of|in|about|keys?|with) ([\p{L}\p{N}_-]{1,40})(?:, ([\p{L}\p{N}_-]{1,40}))?,? and (?:for |of |in |once for |about )?(?:key )?([\p{L}\p{N}_-]{1,40})/iu.exec(
      part,
    );
  return unique((list?.slice(1) ?? []).filter((name) => name !== undefined));
}

/** The proper name in a run of capitalised words. A word is also capitalised when it opens a sentence. */
function nameIn(run: string, text: string, at: number): string {
  const words = run.split(" ").filter((word) => !openers.has(word.replace(/['’].*$/, "")));
  const opensSentence = /(?:^|[.!?:\n]\s*)$/.test(text.slice(Math.max(0, at - 8), at));
  const listed = /^(?:,| and | or | vs)/.test(text.slice(at + run.length, at + run.length + 5));
  return opensSentence && words.length === 1 && run === words[0] && !listed ? "" : words.join(" ");
}

function unique(list: string[]): string[] {
  return [...new Set(list)];
}
